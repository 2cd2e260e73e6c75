#!/usr/bin/env bash
# TorchSharp: OneCycleLR never anneals the second parameter group; its learning rate swings up and down to the end.
#
# An optimizer often gets two parameter groups, such as weights with decay and biases without it. The documentation of
# OneCycleLR says that it sets the rate of each group: up to the maximum in the first 30 % of the steps, then down to
# nearly zero (also PyTorch, torch.optim.lr_scheduler.OneCycleLR). With TorchSharp this holds for the first and the
# third group. In the second group the rise goes on past its end as a cosine wave, so the rate comes back to the
# maximum again and again, and the momentum swings with it. The scheduler compares the index of the group, not that of
# the phase, with the last phase; the schedule has two phases, so the second group is hit. There is no error, the loss
# only looks noisy, and a log that prints the rate of the first group shows nothing.
#
# Seen with: TorchSharp 0.107.0, libtorch-cpu-linux-x64 2.10.0, .NET 10. Three equal groups, max_lr 1, 10 steps: one
# line a step, learning rate and momentum of each group.
# Needs: the .NET SDK 10, perl. Exit code: 0 if it is as described, 1 if it has changed, 2 if it could not be run.
set -euo pipefail
command -v perl > /dev/null || { echo "perl is missing (Debian package perl-base)." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NUGET_PACKAGES="$work/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$work"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
    <PackageReference Include="SharpZipLib" Version="1.4.2" />
    <PackageReference Include="SkiaSharp" Version="3.119.4" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;

SGD.ParamGroup Group() => new() { Parameters = new[] { new Parameter(torch.zeros(1)) } };
var optimizer = new SGD(new[] { Group(), Group(), Group() }, lr: 0.1, momentum: 0.9);
var schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr: 1, total_steps: 10);
for (int step = 0; step < 10; step++)
{
    if (step > 0) schedule.step();
    var groups = optimizer.ParamGroups.Cast<SGD.ParamGroup>().Select(group => $"{group.LearningRate:F3} {group.Momentum:F3}");
    Console.WriteLine($"{step}: {string.Join(" | ", groups)}");
}
END

cat > expected <<'END'
0: 0.040 0.950 | 0.040 0.950 | 0.040 0.950
1: 0.520 0.900 | 0.520 0.900 | 0.520 0.900
2: 1.000 0.850 | 1.000 0.850 | 1.000 0.850
3: 0.950 0.855 | 0.520 0.900 | 0.950 0.855
4: 0.812 0.869 | 0.040 0.950 | 0.812 0.869
5: 0.611 0.889 | 0.520 0.900 | 0.611 0.889
6: 0.389 0.911 | 1.000 0.850 | 0.389 0.911
7: 0.188 0.931 | 0.520 0.900 | 0.188 0.931
8: 0.050 0.945 | 0.040 0.950 | 0.050 0.945
9: 0.000 0.950 | 0.520 0.900 | 0.000 0.950
END

dotnet build -c Release -o out > build.log 2>&1 || { cat build.log >&2; exit 2; }
# libLibTorchSharp.so asks for version GLIBCXX_3.4.32 of libstdc++, but uses no symbol of it. Its entry (the hash of the
# name, then 16 bits of flags) gets the flag "weak", so that older systems, such as Debian 12, load the library too.
LC_ALL=C perl -0777 -pi -e '$n = s/\x42\xf8\x97\x02\K\x00(?=\x00)/\x02/g; END { exit($n == 1 ? 0 : 1) }' \
    out/runtimes/linux-x64/native/libLibTorchSharp.so || { echo "The native library is not the known one." >&2; exit 2; }
dotnet out/finding.dll > seen || { echo "The program failed." >&2; exit 2; }
cat seen
diff expected seen || { echo "changed: OneCycleLR gives the groups other rates"; exit 1; }
echo "as described: at the last step the first and the third group have rate 0.000, the second one 0.520"
