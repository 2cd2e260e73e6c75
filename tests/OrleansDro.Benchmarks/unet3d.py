"""The shipped 3D U-Net, its loss and its training step in plain PyTorch, for the benchmark `step-speed`.

Reads a JSON object a line from standard input and answers each with one. The first says what to build, each other one how many steps to take:
{"channels": [16, 32, 64], "tensors": "FILE.safetensors", "threads": 2, "precision": "float32", "normalization": "instance", "optimizer": {...}}
{"steps": 10}
"""

import json
import re
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

TYPES = {"F32": torch.float32, "I32": torch.int32}
NORMALIZATIONS = {
    "instance": lambda channels: nn.InstanceNorm3d(channels, affine=True),
    "group": lambda channels: nn.GroupNorm(channels, channels),
}


class ConvolutionBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, normalization):
        super().__init__()
        self.first = nn.Conv3d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.first_norm = normalization(outputs)
        self.second = nn.Conv3d(outputs, outputs, 3, padding=1, bias=False)
        self.second_norm = normalization(outputs)
        self.activation = nn.LeakyReLU(0.01, inplace=True)

    def forward(self, x):
        x = self.activation(self.first_norm(self.first(x)))
        return self.activation(self.second_norm(self.second(x)))


class UNet3d(nn.Module):
    def __init__(self, inputs, classes, channels, normalization):
        super().__init__()
        self.down = nn.ModuleList([ConvolutionBlock(inputs, channels[0], 1, normalization)])
        self.down.extend(ConvolutionBlock(fine, coarse, 2, normalization) for fine, coarse in zip(channels, channels[1:]))
        upwards = list(zip(channels, channels[1:]))[::-1]
        self.upsample = nn.ModuleList(nn.ConvTranspose3d(coarse, fine, 2, stride=2) for fine, coarse in upwards)
        self.up = nn.ModuleList(ConvolutionBlock(2 * fine, fine, 1, normalization) for fine, _ in upwards)
        self.head = nn.Conv3d(channels[0], classes, 1)

    def forward(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
        for upsample, block, skip in zip(self.upsample, self.up, skips[-2::-1]):
            x = block(torch.cat([upsample(x), skip], dim=1))
        return self.head(x)


def dice_cross_entropy(logits, target, smooth=1.0):
    """Cross-entropy plus soft Dice loss of each case."""
    cross_entropy = F.cross_entropy(logits, target, reduction="none").flatten(1).mean(1)
    probabilities = logits.softmax(1)[:, 1:].flatten(2)
    reference = F.one_hot(target, logits.shape[1]).movedim(-1, 1)[:, 1:].flatten(2).to(logits.dtype)
    overlap = (probabilities * reference).sum(2)
    dice = (2 * overlap + smooth) / (probabilities.sum(2) + reference.sum(2) + smooth)
    return cross_entropy + 1 - dice.mean(1)


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def python_name(name):
    """_raise.0._firstNorm.weight is upsample.0.first_norm.weight here."""
    name = re.sub("(?<=[a-z])([A-Z])", r"_\1", re.sub(r"(^|(?<=\.))_", "", name)).lower()
    return re.sub("^raise", "upsample", name)


class Training:
    def __init__(self, setup):
        torch.set_num_threads(setup["threads"])
        tensors = read_safetensors(setup["tensors"])
        self.input = tensors.pop("input")
        self.target = tensors.pop("target").long()
        parameters = {python_name(name): tensor for name, tensor in tensors.items()}
        self.model = UNet3d(self.input.shape[1], len(parameters["head.bias"]), setup["channels"], NORMALIZATIONS[setup["normalization"]])
        self.model.load_state_dict(parameters)
        options = setup["optimizer"]
        self.gradient_norm_limit = options["gradientNormLimit"]
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=options["learningRate"], betas=(options["beta1"], options["beta2"]), eps=options["epsilon"], weight_decay=options["weightDecay"]
        )
        self.autocast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=setup["precision"] == "bfloat16")

    def step(self):
        """Takes a step. Returns the milliseconds of the forward pass, the backward pass and the update, and the losses."""
        times = [time.perf_counter()]
        self.optimizer.zero_grad(set_to_none=True)
        with self.autocast:
            logits = self.model(self.input)
        losses = dice_cross_entropy(logits.float(), self.target)
        reported = losses.tolist()
        times.append(time.perf_counter())
        losses.mean().backward()
        times.append(time.perf_counter())
        nn.utils.clip_grad_norm_(self.model.parameters(), self.gradient_norm_limit)
        self.optimizer.step()
        times.append(time.perf_counter())
        return [1000 * (end - begin) for begin, end in zip(times, times[1:])], reported


def main():
    training = Training(json.loads(sys.stdin.readline()))
    print(json.dumps({"version": torch.__version__, "parameters": sum(p.numel() for p in training.model.parameters())}), flush=True)
    for line in sys.stdin:
        steps = [training.step() for _ in range(json.loads(line)["steps"])]
        print(json.dumps({"milliseconds": [times for times, _ in steps], "losses": [losses for _, losses in steps]}), flush=True)


if __name__ == "__main__":
    main()
