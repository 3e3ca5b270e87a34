"""Learns whether a message asks for a change of the memory: agent's change-intent.bin.

Logistic regression over the words, pairs and triples of words of a message, each hashed to one of 2^16 weights
(Weinberger et al. 2009, arXiv:0902.2206). A message asked for a change where the trace's blocks call a function that
changes notes. Messages that answer a question of the agent are left out: "Blue." says nothing by itself.

Run it:  ./mem worlds make --tasks 20000 --lessons 1 --out traces.jsonl
         python3 runs/intent_fit.py --traces traces.jsonl --out change-intent.bin
A tenth of the memories is not trained on; what is printed is of these. Needs torch and numpy.
"""

import argparse
import json
import random
import re
import struct
import unicodedata
import zlib

import numpy as np
import torch
import torch.nn.functional as F

SIGNS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces: each sign is a word
WORD = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}]+|[?!.,:？！。、]")
WORDS_MOST, BITS = 60, 16
CHANGES = re.compile(r"\b(?:update_file|create_file|delete_file)\(")


def features(message):
    """Numbers of the runs of one to three words, each once; as ChangeIntent has them."""
    words = WORD.findall(unicodedata.normalize("NFC", message).lower())[:WORDS_MOST]
    words = ["^", *words, "$"]
    runs = {" ".join(words[i:i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
    return sorted({zlib.crc32(run.encode()) % (1 << BITS) for run in runs})


def messages(path):
    """(memory, message, whether it asked for a change) of each message that answers no question."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            trace = json.loads(line)
            memory, message, changes, replied = trace["id"].rsplit("-", 1)[0], None, False, ""
            for one in trace["messages"]:
                text = one["content"]
                if one["role"] == "user" and not text.startswith("<result>"):
                    if message:
                        yield memory, message, changes
                    asked = text.split("</memory>")[-1].split("<filter>")[0].strip()
                    message, changes = "" if "?" in replied else asked, False
                elif one["role"] == "assistant":
                    changes = changes or bool(CHANGES.search(text))
                    replied = text.rsplit("<reply>", 1)[-1]
            if message:
                yield memory, message, changes


def scores(weights, constant, rows):
    flat = torch.tensor([number for row in rows for number in row])
    starts = torch.tensor(np.cumsum([0] + [len(row) for row in rows[:-1]]))
    return F.embedding_bag(flat, weights, starts, mode="sum")[:, 0] + constant


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traces", required=True, nargs="+", help="of ./mem worlds make")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--left-out", type=float, default=0.2, help="share of features")
    parser.add_argument("--say", nargs="*", default=[], help="messages to print the probability of")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    chance = random.Random(args.seed)
    train, test = [], []
    for path in args.traces:
        for memory, message, changes in messages(path):
            (train if zlib.crc32(memory.encode()) % 10 else test).append((memory, features(message), float(changes)))
    print(f"{len(train)} messages to train on, {len(test)} held out", flush=True)
    weights = torch.nn.Parameter(torch.zeros(1 << BITS, 1))
    constant = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW(
        [{"params": [weights], "weight_decay": args.decay}, {"params": [constant], "weight_decay": 0.0}], lr=args.rate)
    for epoch in range(args.epochs):
        chance.shuffle(train)
        for at in range(0, len(train), 256):
            part = train[at:at + 256]
            rows = [[n for n in row if chance.random() > args.left_out] or row[:1] for _, row, _ in part]
            loss = F.binary_cross_entropy_with_logits(
                scores(weights, constant, rows), torch.tensor([wanted for _, _, wanted in part]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}  loss {loss.item():.4f}", flush=True)
    with torch.no_grad():
        step = weights.abs().max().item() / 127
        eight = torch.round(weights / step)
        sure = torch.sigmoid(scores(eight * step, constant, [row for _, row, _ in test])).numpy()
        for message in args.say:
            print(round(torch.sigmoid(scores(eight * step, constant, [features(message)])).item(), 4), message)
    wanted = np.array([wanted for _, _, wanted in test]) > 0
    world = np.array([memory.startswith("w") for memory, _, _ in test])
    for name, those in (("lessons", ~world), ("worlds", world)):
        for bound in (0.05, 0.02, 0.01, 0.005, 0.002):
            print(f"{name}, below {bound}: {(sure[wanted & those] < bound).mean():.4f} of {(wanted & those).sum()} that "
                  f"ask for a change, {(sure[~wanted & those] < bound).mean():.4f} of {(~wanted & those).sum()} that do not")
    with open(args.out, "wb") as out:
        out.write(struct.pack(">ff", step, constant.item()) + eight.numpy().astype(np.int8).tobytes())


if __name__ == "__main__":
    main()
