#!/usr/bin/env bash
# Orleans: a wire member that is widened from byte to int is read without an error, but with another value.
#
# The documentation of Orleans names numeric widening among the changes that its serializer tolerates, with int to long
# and float to double as examples (Microsoft Learn, "Serialization in Orleans"). C# itself widens byte, ushort and uint
# to int or long, since every value fits, and an enum that outgrows `: byte` gets the default type int. Such a change
# looks safe: neither the build, nor the analyzers, nor the reader complains. But signed numbers are written in zigzag
# form (0, -1, 1, -2 become 0, 1, 2, 3) and unsigned ones as they are, and the payload only says that a number of
# variable length follows. So an old 2 is read as 1, an old 1 as -1 and an old 200 as 100. An enum value turns into
# another defined one: below, what an older silo stored as Severe comes back as Mild. From int to long all values survive.
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
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;

var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
TNew? Upgrade<TOld, TNew>(TOld old) =>
    serializer.Deserialize<Held<TNew>>(serializer.SerializeToArray(new Held<TOld> { Value = old })).Value;

Console.WriteLine($"int -7 as long: {Upgrade<int, long>(-7)}");
Console.WriteLine($"byte 0, 1, 2, 200 as int: {string.Join(", ", new byte[] { 0, 1, 2, 200 }.Select(Upgrade<byte, int>))}");
Console.WriteLine($"ushort 60000 as int: {Upgrade<ushort, int>(60000)}");
Console.WriteLine($"uint 1000000 as long: {Upgrade<uint, long>(1000000)}");
Console.WriteLine($"enum of byte, Severe, as enum of int: {Upgrade<OldGrade, Grade>(OldGrade.Severe)}");
Console.WriteLine($"list of byte 4, 5, 6 as list of int: {string.Join(", ", Upgrade<List<byte>, List<int>>([4, 5, 6])!)}");

public enum OldGrade : byte { None, Mild, Severe }

public enum Grade { None, Mild, Severe }

[GenerateSerializer]
public class Held<T>
{
    [Id(0)] public T? Value { get; set; }
}
END

cat > expected <<'END'
int -7 as long: -7
byte 0, 1, 2, 200 as int: 0, -1, 1, 100
ushort 60000 as int: 30000
uint 1000000 as long: 500000
enum of byte, Severe, as enum of int: Mild
list of byte 4, 5, 6 as list of int: 2, -3, 3
END

dotnet build -c Release -o out > build.log 2>&1 || { cat build.log >&2; exit 2; }
dotnet out/finding.dll > seen || { echo "The program failed." >&2; exit 2; }
cat seen
diff expected seen || { echo "changed: Orleans reads widened unsigned members in another way"; exit 1; }
echo "as described: unsigned members that became signed ones are read with other values and no error"
