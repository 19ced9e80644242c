#!/usr/bin/env python3
"""The gradient step of training_benchmark in PyTorch: binary64, one thread, the minimum over several runs, as JSON.

    pytorch_step.py > pytorch.json

It is the transformer as one writes it with batched products and autograd, and the last layer has the probe as its only
query, which nobody has to do but which is faster.
"""

import json
import time

import torch

BATCH = 256
SHAPES = [{"d": 5, "K": 3, "n": 40, "T": 4}, {"d": 8, "K": 5, "n": 60, "T": 6}]
SECONDS_PER_SHAPE = 3


def random_problem(d, K, n, T):
    """Tokens (batch, n+1, d+K) with the probe last, the probes' classes, and the layers' matrices."""
    tokens = torch.zeros(BATCH, n + 1, d + K)
    tokens[:, :, :d] = torch.nn.functional.normalize(torch.randn(BATCH, n + 1, d), dim=-1)
    tokens[:, :n, d:] = torch.nn.functional.one_hot(torch.randint(K, (BATCH, n)), K).double()
    weights = [(0.3 * torch.randn(2, d + K, d + K)).requires_grad_() for _ in range(T)]
    return tokens, torch.randint(K, (BATCH,)), weights


def probe_labels(z, weights, d):
    keys = z.shape[1] - 1
    for t, (qk, ov) in enumerate(weights):
        training = z[:, :keys]
        queries = z[:, keys:] if t + 1 == len(weights) else z
        attention = torch.softmax((queries @ qk.T) @ training.transpose(1, 2), dim=-1)
        z = queries + (attention @ training) @ ov.T
    return z[:, -1, d:]


def step(tokens, classes, weights, d):
    """The loss, summed over the batch, and its gradient by every weight."""
    loss = torch.nn.functional.cross_entropy(probe_labels(tokens, weights, d), classes, reduction="sum")
    return loss, torch.autograd.grad(loss, weights)


def fastest_milliseconds(shape):
    tokens, classes, weights = random_problem(**shape)
    fastest = float("inf")
    end = time.monotonic() + SECONDS_PER_SHAPE
    while time.monotonic() < end:
        start = time.process_time()
        step(tokens, classes, weights, shape["d"])
        fastest = min(fastest, time.process_time() - start)
    return 1e3 * fastest


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    steps = [{**shape, "batch": BATCH, "milliseconds": fastest_milliseconds(shape)} for shape in SHAPES]
    print(json.dumps({"torch": torch.__version__, "steps": steps}))


if __name__ == "__main__":
    main()
