#!/usr/bin/env bash
# TorchVision for .NET: a FrozenBatchNorm2d gives another output each time it sees the same input.
#
# The layer is a batch normalization with fixed numbers, used in pretrained networks. Its documentation says that the
# batch statistics and the affine parameters are fixed, as does that of torchvision for Python
# (torchvision.ops.FrozenBatchNorm2d). In the .NET library each call of forward replaces the property `bias` by the
# shift that it has just computed, bias - mean * scale, and the next call subtracts mean * scale once more. So the
# n-th batch is shifted n times: a prediction depends on how many batches came before it, even after eval() and
# without gradients. A saved model does not show it, since the registered buffer keeps the old bias. A new layer has
# mean 0 and does not drift, so a test with a new layer does not show it either.
#
# Seen with: TorchVision 0.107.0, TorchSharp 0.107.0, libtorch-cpu-linux-x64 2.10.0, .NET 10. BatchNorm2d of TorchSharp
# with the same numbers, in eval mode, is shown for comparison: (1 - 3) / sqrt(4) = -1 for each call.
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
    <PackageReference Include="TorchVision" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
    <PackageReference Include="SharpZipLib" Version="1.4.2" />
    <PackageReference Include="SkiaSharp" Version="3.119.4" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="3.119.4" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System;
using System.Linq;
using TorchSharp;
using static TorchSharp.torch;

using var without = no_grad();
using var input = ones(1, 1, 1, 1);

var normal = nn.BatchNorm2d(1, eps: 0);
normal.running_mean.fill_(3);
normal.running_var.fill_(4);
normal.eval();
Show("BatchNorm2d", normal);

var frozen = torchvision.ops.FrozenBatchNorm2d(1, eps: 0);
frozen.running_mean.fill_(3);
frozen.running_var.fill_(4);
frozen.eval();
Show("FrozenBatchNorm2d", frozen);
Console.WriteLine($"bias of the layer: {frozen.bias.item<float>():F1}, in its state_dict: {frozen.state_dict()["bias"].item<float>():F1}");

void Show(string name, nn.Module<Tensor, Tensor> layer) =>
    Console.WriteLine($"{name}: {string.Join(" ", Enumerable.Range(0, 4).Select(_ => layer.call(input).item<float>().ToString("F1")))}");
END

cat > expected <<'END'
BatchNorm2d: -1.0 -1.0 -1.0 -1.0
FrozenBatchNorm2d: -1.0 -2.5 -4.0 -5.5
bias of the layer: -6.0, in its state_dict: 0.0
END

dotnet build -c Release -o out > build.log 2>&1 || { cat build.log >&2; exit 2; }
# libLibTorchSharp.so asks for version GLIBCXX_3.4.32 of libstdc++, but uses no symbol of it. Its entry (the hash of the
# name, then 16 bits of flags) gets the flag "weak", so that older systems, such as Debian 12, load the library too.
LC_ALL=C perl -0777 -pi -e '$n = s/\x42\xf8\x97\x02\K\x00(?=\x00)/\x02/g; END { exit($n == 1 ? 0 : 1) }' \
    out/runtimes/linux-x64/native/libLibTorchSharp.so || { echo "The native library is not the known one." >&2; exit 2; }
dotnet out/finding.dll > seen || { echo "The program failed." >&2; exit 2; }
cat seen
diff expected seen || { echo "changed: FrozenBatchNorm2d behaves in another way"; exit 1; }
echo "as described: FrozenBatchNorm2d shifts the same input by -1.5 more with each call, BatchNorm2d does not"
