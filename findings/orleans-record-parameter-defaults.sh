#!/usr/bin/env bash
# Orleans: a parameter of a record that an older payload lacks is read as zero, not as its default value.
#
# The documentation of Orleans says that its serializer tolerates versions: members may be added to a type
# (Microsoft Learn, "Serialization in Orleans"). A developer who adds `int Retries = 3` or `string Unit = "mm"` to the
# parameters of a positional record means the default for payloads of older silos and of older storage.
# System.Text.Json uses such a default. Orleans does not: it makes the object without calling the constructor, so the
# member is 0, false, or null, even if its type is a string that cannot be null. Initializers in the body are skipped too.
# This is hard to guess because the same initializer counts in a record or class that has no parameters: Orleans
# calls a public constructor without parameters if there is one. So adding a list of parameters to such a record, or a
# primary constructor to a class, changes what old payloads mean. A second public constructor, one without parameters,
# brings the defaults back.
#
# Seen with: Microsoft.Orleans.Sdk 10.4.2, .NET 10. The old and the new version of a type stand side by side below:
# the payload of a value of the expected type holds no type name, so one is read as the other, as in an upgrade.
# Needs: the .NET SDK 10. Exit code: 0 if it is as described, 1 if it has changed, 2 if it could not be run.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NUGET_PACKAGES="$work/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$work"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Sdk" Version="10.4.2" />
    <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.5" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;

var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
TNew Upgrade<TOld, TNew>(TOld old) => serializer.Deserialize<TNew>(serializer.SerializeToArray(old));

var json = JsonSerializer.Deserialize<ScanNew>(JsonSerializer.Serialize(new ScanOld(7)))!;
Console.WriteLine($"parameters, JSON: {json.Id} {json.Retries} {json.Checked} {json.Unit}");
var positional = Upgrade<ScanOld, ScanNew>(new ScanOld(7));
Console.WriteLine($"parameters, Orleans: {positional.Id} {positional.Retries} {positional.Checked} {positional.Unit ?? "null"}");
var body = Upgrade<ScanOld, ScanWithBody>(new ScanOld(7));
Console.WriteLine($"parameters and a body, Orleans: {body.Id} {body.Retries} {(body.Slices is null ? "null" : "a list")}");
var plain = Upgrade<PlainOld, PlainNew>(new PlainOld { Id = 7 });
Console.WriteLine($"no parameters, Orleans: {plain.Id} {plain.Retries} {(plain.Slices is null ? "null" : "a list")}");
var both = Upgrade<ScanOld, ScanWithConstructor>(new ScanOld(7));
Console.WriteLine($"parameters and a constructor without, Orleans: {both.Id} {both.Retries}");

[GenerateSerializer]
public record ScanOld([property: Id(0)] int Id);

[GenerateSerializer]
public record ScanNew([property: Id(0)] int Id, [property: Id(1)] int Retries = 3, [property: Id(2)] bool Checked = true, [property: Id(3)] string Unit = "mm");

[GenerateSerializer]
public record ScanWithBody([property: Id(0)] int Id)
{
    [Id(1)] public int Retries { get; init; } = 3;
    [Id(2)] public List<int> Slices { get; init; } = [];
}

[GenerateSerializer]
public record ScanWithConstructor([property: Id(0)] int Id, [property: Id(1)] int Retries = 3)
{
    public ScanWithConstructor() : this(0) { }
}

[GenerateSerializer]
public record PlainOld
{
    [Id(0)] public int Id { get; init; }
}

[GenerateSerializer]
public record PlainNew
{
    [Id(0)] public int Id { get; init; }
    [Id(1)] public int Retries { get; init; } = 3;
    [Id(2)] public List<int> Slices { get; init; } = [];
}
END

cat > expected <<'END'
parameters, JSON: 7 3 True mm
parameters, Orleans: 7 0 False null
parameters and a body, Orleans: 7 0 null
no parameters, Orleans: 7 3 a list
parameters and a constructor without, Orleans: 7 3
END

dotnet build -c Release -o out > build.log 2>&1 || { cat build.log >&2; exit 2; }
dotnet out/finding.dll > seen || { echo "The program failed." >&2; exit 2; }
cat seen
diff expected seen || { echo "changed: Orleans reads the missing members in another way"; exit 1; }
echo "as described: members that an old payload lacks are 0, False and null in a record with parameters, in spite of their defaults"
