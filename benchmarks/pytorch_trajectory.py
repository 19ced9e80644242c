#!/usr/bin/env python3
"""The trajectories of engine_benchmark in PyTorch: binary64, one thread, eight tasks to a batch, the least time as JSON.

    pytorch_trajectory.py > pytorch.json
"""

import json
import time

import torch

BATCH = 8
SIZES = [{"n": 40, "d": 5, "K": 3, "T": 4}, {"n": 200, "d": 16, "K": 8, "T": 6}]
ALPHA, GAMMA, ALPHA_STEP, GAMMA_STEP = 2.5, 4.0, 0.4, 0.5  # as in random_tasks.cpp
SECONDS_PER_SIZE = 1


def random_tokens(n, d, K):
    """(batch, n+1, d+K) with the probe last: unit features, one-hot labels."""
    tokens = torch.zeros(BATCH, n + 1, d + K)
    tokens[:, :, :d] = torch.nn.functional.normalize(torch.randn(BATCH, n + 1, d), dim=-1)
    tokens[:, :n, d:] = torch.nn.functional.one_hot(torch.randint(K, (BATCH, n)), K).double()
    return tokens


def block_diagonal(features, labels, d, K):
    """The matrix that scales features and couples labels by I - 11ᵀ/K."""
    return torch.block_diag(features * torch.eye(d), labels * (torch.eye(K) - 1 / K))


def trajectory(z, score, step, depth):
    for _ in range(depth):
        keys = z[:, :-1]
        attention = torch.softmax((z @ score) @ keys.transpose(1, 2), dim=-1)
        z = z + (attention @ keys) @ step
    return z


def least_milliseconds(n, d, K, T):
    """Of CPU time for one trajectory."""
    tokens = random_tokens(n, d, K)
    score, step = block_diagonal(ALPHA, GAMMA, d, K), block_diagonal(ALPHA_STEP, GAMMA_STEP, d, K)
    least = float("inf")
    end = time.monotonic() + SECONDS_PER_SIZE
    while time.monotonic() < end:
        start = time.process_time()
        trajectory(tokens, score, step, T)
        least = min(least, time.process_time() - start)
    return 1e3 * least / BATCH


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    with torch.inference_mode():
        runs = [{**size, "milliseconds": least_milliseconds(**size)} for size in SIZES]
    print(json.dumps({"torch": torch.__version__, "trajectories": runs}))


if __name__ == "__main__":
    main()
