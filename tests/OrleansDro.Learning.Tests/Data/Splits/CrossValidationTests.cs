using OrleansDro.Learning.Data.Splits;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Splits;

public sealed class CrossValidationTests
{
    private static readonly string[] Subjects = [.. Enumerable.Range(0, 199).Select(i => $"s{i / 2}")];
    private static readonly string?[] Groups = [.. Enumerable.Range(0, 199).Select(i => i / 2 % 10 == 0 ? "rare" : "common")];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    public void Split_FractionOfOneOverK_FoldsAreDisjointAndCoverAll(int folds)
    {
        var splits = Enumerable.Range(0, folds).Select(fold => CrossValidation.Split(Subjects, Groups, 1.0 / folds, fold, seed: 3)).ToArray();

        Assert.Equal(Enumerable.Range(0, 199), splits.SelectMany(split => split.Validation).Order());
        Assert.All(splits, split => Assert.Equal(Enumerable.Range(0, 199), split.Training.Concat(split.Validation).Order()));
        Assert.All(splits, split => Assert.InRange(split.Validation.Count, (199 / folds) - 3, (199 / folds) + 3));
    }

    [Fact]
    public void Split_Subjects_AreNeverOnBothSides()
    {
        var split = CrossValidation.Split(Subjects, Groups, 0.3, fold: 1, seed: 0);

        Assert.Empty(split.Training.Select(i => Subjects[i]).Intersect(split.Validation.Select(i => Subjects[i])));
    }

    [Fact]
    public void Split_Groups_AreHeldOutInProportion()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var split = CrossValidation.Split(Subjects, Groups, 0.2, fold: 0, seed);

            Assert.InRange(split.Validation.Count(i => Groups[i] == "rare"), 3, 5); // 2 of 10 subjects with 2 cases, one of the 100 subjects has a single one
        }
    }

    [Fact]
    public void Split_OtherFraction_HoldsOutThatShareInDisjointFolds()
    {
        var splits = Enumerable.Range(0, 3).Select(fold => CrossValidation.Split(Subjects, Groups, 0.3, fold, seed: 1)).ToArray();

        Assert.All(splits, split => Assert.InRange(split.Validation.Count, 56, 64));
        Assert.Distinct(splits.SelectMany(split => split.Validation));
    }

    [Fact]
    public void Split_Seed_DecidesTheSplitAlone()
    {
        var first = CrossValidation.Split(Subjects, Groups, 0.2, 0, seed: 1).Validation;

        Assert.Equal(first, CrossValidation.Split(Subjects, Groups, 0.2, 0, seed: 1).Validation);
        Assert.NotEqual(first, CrossValidation.Split(Subjects, Groups, 0.2, 0, seed: 2).Validation);
    }

    [Fact]
    public void Split_TooFewSubjects_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => CrossValidation.Split(["a", "a"], [null, null], 0.2, 0, seed: 0));
}
