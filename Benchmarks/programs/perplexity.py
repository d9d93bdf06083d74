# The perplexity of a text that comes in chunks, several at a time.
import math
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

tokens, vocabulary = 64, 1000


def loss(chunk):
    logits = (torch.arange(tokens * vocabulary) * 7919 + chunk) % 101 / 25
    labels = (torch.arange(tokens) * 31 + chunk) % vocabulary
    labels[::7] = -100
    total = F.cross_entropy(
        logits.view(tokens, vocabulary), labels, ignore_index=-100, reduction="sum"
    )
    return total.item(), int((labels != -100).sum())


with ThreadPoolExecutor() as pool:
    totals = list(pool.map(loss, range(8)))
counted = sum(count for _, count in totals)
nats = sum(total for total, _ in totals) / counted
print("perplexity", math.exp(nats), "tokens", counted)
print("bits per token", nats / math.log(2))
