using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Tests.Reporting.Files;

public sealed class RunFilesTests : IDisposable
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_MakesTheDirectoryAndTheFilesOfARun()
    {
        RunFiles.Write(_directory.At("a/b"), Samples.Small());

        Assert.Equal(["cases.csv", "evaluation.csv", "history.csv", "spec.json", "summary.json"], Directory.GetFileSystemEntries(_directory.At("a/b")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_CasesWereChanged_ReadsBackAsTheChanges()
    {
        CaseChange[] changes =
        [
            new() { Kind = CaseChangeKind.Quarantine, Ids = ["scan \"1\", left", "scan\n2"], Reason = "wrong label", Step = 30 },
            new() { Kind = CaseChangeKind.Add, Ids = ["scan ä"], Step = 499 },
        ];

        RunFiles.Write(_directory.Path, Samples.Small() with { Changes = changes });

        Assert.Contains("\"kind\": \"quarantine\"", _directory.Read("changes.json"), StringComparison.Ordinal);
        var read = ChangesFile.Read(_directory.At("changes.json"), steps: 500);
        Assert.Equal(changes.Select(change => (change.Kind, change.Reason, change.Step)), read.Select(change => (change.Kind, change.Reason, change.Step)));
        Assert.Equal(changes.SelectMany(change => change.Ids), read.SelectMany(change => change.Ids));
    }

    [Fact]
    public void Write_Spec_ReadsBackAsTheSpec()
    {
        var result = Samples.Small();
        result = result with
        {
            Spec = result.Spec with { Exchange = new ExchangeSpec { Format = GradientFormat.Bfloat16 }, Compute = new ComputeSpec { Precision = ComputePrecision.Bfloat16 } },
        };

        RunFiles.Write(_directory.Path, result);

        var json = _directory.Read("spec.json");
        Assert.Contains("\"format\": \"bfloat16\"", json, StringComparison.Ordinal);
        Assert.Contains("\"precision\": \"bfloat16\"", json, StringComparison.Ordinal);
        Assert.Contains("\n  \"batchSize\": 8,\n", json, StringComparison.Ordinal);
        Assert.Equal(result.Spec, JsonSerializer.Deserialize<RunSpec>(json, CamelCase));
    }

    [Fact]
    public void Write_Summary_HasTheNumbers()
    {
        RunFiles.Write(_directory.Path, Samples.Small());

        var summary = JsonNode.Parse(_directory.Read("summary.json"))!.AsObject();
        Assert.Equal(
            ["run", "seed", "stepsCommitted", "modelHash", "drawHash", "drawsIssued", "drawsCredited", "importanceClippedLow", "importanceClippedHigh", "trainingSeconds", "parameterCount", "changes", "isRepeatable", "fingerprints", "beta", "staleness", "trainHardness", "validation", "validationLoss"],
            summary.Select(field => field.Key));
        Assert.Equal("phantom-7", (string?)summary["run"]);
        Assert.Equal(7, (long?)summary["seed"]);
        Assert.Equal(4000, (long?)summary["drawsCredited"]);
        Assert.Equal(65.5, (double?)summary["trainingSeconds"]);
        Assert.Equal(0, (int?)summary["changes"]);
        Assert.True((bool?)summary["isRepeatable"]);

        var hardness = summary["trainHardness"]!.AsObject();
        Assert.Equal(
            ["metric", "count", "mean", "min", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "max", "cvar90", "cvar95", "cvar99", "worstGroup", "groups"],
            hardness.Select(field => field.Key));
        Assert.Equal("loss", (string?)hardness["metric"]);
        Assert.Equal(0.875, (double?)hardness["mean"]);
        Assert.Equal(1.5, (double?)hardness["cvar95"]);
        Assert.Equal("""{"group":"small","cases":1,"mean":1.5}""", hardness["worstGroup"]!.ToJsonString());
        Assert.Equal(2, hardness["groups"]!.AsArray().Count);
        Assert.Null(summary["validationLoss"]!["worstGroup"]);
    }

    [Fact]
    public void Write_SummaryOfUnlikeTrainers_HasTheirFingerprintsAndThatItCannotBeRepeated()
    {
        RunFiles.Write(_directory.Path, Samples.Small() with { Fingerprints = [Samples.Fingerprint("ATen AVX2"), Samples.Fingerprint("ATen AVX512")] });

        var summary = JsonNode.Parse(_directory.Read("summary.json"))!.AsObject();
        Assert.False((bool?)summary["isRepeatable"]);
        Assert.Equal(["ATen AVX2", "ATen AVX512"], summary["fingerprints"]!.AsArray().Select(fingerprint => (string?)fingerprint!["kernels"]));
        Assert.Equal(Samples.Fingerprint("ATen AVX2").Kind, (string?)summary["fingerprints"]![0]!["kind"]);
    }

    [Fact]
    public void Write_Summary_HasTheLastRecordOfTheSampling()
    {
        var result = Samples.Small();
        var steered = result with { Statistics = [result.Statistics[0] with { Beta = 10 }, result.Statistics[1] with { Beta = 12.5, Staleness = Samples.Stale() }] };

        RunFiles.Write(_directory.Path, steered);

        var summary = JsonNode.Parse(_directory.Read("summary.json"))!.AsObject();
        Assert.Equal(12.5, (double?)summary["beta"]);
        Assert.Equal(
            """{"meanAge":3.5,"p95Age":9.5,"maximumAge":11,"visits":80,"meanError":0.25,"p95Error":0.5,"maximumError":0.75,"totalVariationBound":0.875}""",
            summary["staleness"]!.ToJsonString());
    }

    [Fact]
    public void Write_SummaryOfNumbersThatJsonLacks_HasNull()
    {
        var nothing = Samples.Small() with
        {
            TrainHardness = new TailReport("loss", Samples.Tail(double.NaN, double.PositiveInfinity), []),
            Validation = null,
        };

        RunFiles.Write(_directory.Path, nothing);

        var summary = JsonNode.Parse(_directory.Read("summary.json"))!.AsObject();
        Assert.Null(summary["trainHardness"]!["min"]);
        Assert.Null(summary["trainHardness"]!["max"]);
        Assert.True(summary.ContainsKey("validation"));
        Assert.Null(summary["validation"]);
    }

    [Fact]
    public void Write_Cases_AreQuotedAndEmptyWhereUnknown()
    {
        RunFiles.Write(_directory.Path, Samples.Small());

        Assert.Equal(
            """
            id,group,loss,visits,last_step,probability,quarantined,status,reason,learned_at,times_forgotten
            "scan ""1"", left",large,0.25,12,499,0.0078125,false,seen,,,0
            "scan
            2",,,0,-1,0.5,false,unseen,,,0
            scan 3,small,1.5,40,498,0,true,quarantined,"wrong label, of ""a"" scan",,0

            """,
            _directory.Read("cases.csv"));
        Assert.Equal(["scan \"1\", left", "scan\n2", "scan 3"], Csv.Parse(_directory.Read("cases.csv")).Skip(1).Select(row => row[0]));
    }

    [Fact]
    public void Write_RemovedCase_HasItsStatusAndReason()
    {
        var result = Samples.Small();

        RunFiles.Write(_directory.Path, result with { Cases = [result.Cases[0] with { Removed = true, Reason = "consent withdrawn" }] });

        Assert.Equal(["false", "removed", "consent withdrawn", "", "0"], Csv.Parse(_directory.Read("cases.csv"))[1].Skip(6));
    }

    [Fact]
    public void Write_Evaluation_HasAColumnForEachForegroundLabel()
    {
        RunFiles.Write(_directory.Path, Samples.Small());

        Assert.Equal(
            """
            id,group,dice,loss,dice_head,"dice_tail, of it"
            val 1,small,0.5,0.75,0.25,0.75
            val 2,large,0.875,0.125,0.75,

            """,
            _directory.Read("evaluation.csv"));
    }

    [Fact]
    public void Write_EvaluationOfAClassification_HasNoLabels()
    {
        var classification = Samples.Small() with
        {
            ClassNames = ["zero", "one"],
            Validation = new TailReport("accuracy", Samples.Tail(1), []),
            Evaluation = [new CaseEvaluation(0, "digit", null, 0.5, 1, [])],
        };

        RunFiles.Write(_directory.Path, classification);

        Assert.Equal("id,group,accuracy,loss\ndigit,,1,0.5\n", _directory.Read("evaluation.csv"));
    }

    [Fact]
    public void Write_History_HasARowForEachRecord()
    {
        var result = Samples.Small();
        RunFiles.Write(_directory.Path, result with { Statistics = [result.Statistics[0] with { Beta = 12.5, Staleness = Samples.Stale() }, result.Statistics[1]] });

        var rows = Csv.Parse(_directory.Read("history.csv"));
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(30, row.Count));
        Assert.Equal(["12.5", "3.5", "9.5", "11", "0.25", "0.5", "0.75", "0.875"], rows[1].Skip(22));
        Assert.All(rows[2].Skip(23), Assert.Empty);
        var first = rows[0].Zip(rows[1]).ToDictionary(field => field.First, field => field.Second);
        Assert.Equal("10", first["step"]);
        Assert.Equal("0.75", first["drawn_loss"]);
        Assert.Equal("1.25", first["objective"]);
        Assert.Equal("0.875", first["mean"]);
        Assert.Equal("1.5", first["cvar95"]);
        Assert.Equal(string.Empty, rows[2][2]);
    }

    [Fact]
    public void Write_Again_ReplacesTheFiles()
    {
        RunFiles.Write(_directory.Path, Samples.Small());
        RunFiles.Write(_directory.Path, Samples.Small() with { ModelHash = "cc33" });

        Assert.Contains("cc33", _directory.Read("summary.json"), StringComparison.Ordinal);
        Assert.Equal(5, _directory.Names.Count());
    }

    [Fact]
    public void Write_ToAPlaceUnderAFile_NamesThePathAndTheRemedy()
    {
        File.WriteAllText(_directory.At("file"), "mine");
        var target = _directory.At("file/run");

        var error = Assert.Throws<InvalidInputException>(() => RunFiles.Write(target, Samples.Small()));

        Assert.Contains(target, error.Message, StringComparison.Ordinal);
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", _directory.Read("file"));
    }

    [Fact]
    public void Write_WithADirectoryInTheWay_LeavesNothingBeside()
    {
        Directory.CreateDirectory(_directory.At("cases.csv/in"));

        var error = Assert.Throws<InvalidInputException>(() => RunFiles.Write(_directory.Path, Samples.Small()));

        Assert.Contains("cases.csv", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_directory.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_ThatFailsHalfWay_LeavesTheOldFilesAsTheyWere()
    {
        RunFiles.Write(_directory.Path, Samples.Small());
        var before = _directory.Names.ToDictionary(name => name, _directory.Read);
        var broken = Samples.Small() with { ModelHash = "cc33", Cases = [null!] }; // cases.csv is written after spec.json and summary.json

        Assert.Throws<NullReferenceException>(() => RunFiles.Write(_directory.Path, broken));

        Assert.Equal(before, _directory.Names.ToDictionary(name => name, _directory.Read));
    }

    [Fact]
    public void WriteReport_WritesThePage()
    {
        RunFiles.WriteReport(_directory.Path, [new LabeledResult("DRO", Samples.Small())]);

        Assert.Equal(["report.html"], _directory.Names);
        Assert.StartsWith("<!DOCTYPE html>", _directory.Read("report.html"), StringComparison.Ordinal);
    }
}
