"""Learns how well the words of a line fit a question: agent's line-fit.bin.

Each word w has two vectors of --size, as a question's and as a line's: what is known of w before, times a
learned matrix, plus a learned vector of its own (which decays). Known are the base model's own embedding of w and,
of Latin words, the sentence vector that all-MiniLM-L6-v2 gives to w alone, each centred and of length 1. A line fits by
    sum over the question's words i of  max over the line's words j of  relu(asked[i] . told[j] + bias)
where words of what the line stands under count `around` times. Beside it stand the logarithm of the score by
common words, whether there are any, the note's relevance and the line's length, each with a weight. The loss is
the cross-entropy of the evidence among all lines of the memory; words are left out at random.

Run it:  ./mem worlds lines --out lines.jsonl; ./mem embedding on
         python3 runs/line_fit.py --base BASE.gguf --meanings FOLDER --lines lines.jsonl --out line-fit.bin
FOLDER is what `./mem embedding on` made. --held-out measures on a tenth of the memories, which are then not trained
on. Needs torch, numpy, tokenizers and onnxruntime.
"""

import argparse
import collections
import hashlib
import json
import math
import pathlib
import random
import struct
import time

import numpy as np
import onnxruntime
import tokenizers
import torch
import torch.nn.functional as F

from sft_gpu import Gguf

QUESTION_WORDS, LINE_WORDS, AROUND_WORDS, LINES = 48, 40, 12, 100  # at most, as in LearnedFit
SCORE_LEAST, WORDS_SCALE = 0.02, 20
WORD_COUNT_LEAST = 2
WORDS_MOST = 65535  # a number of a word has 16 bits
PIECES_MOST = 3  # a word of more pieces lies near anything


def is_held(row):
    memory = row["id"].rsplit("-", 1)[0]
    return int(hashlib.md5(memory.encode()).hexdigest(), 16) % 10 == 0


def vocabulary(rows, gguf, pieces):
    """Words that the lines have twice, and the models' own whole English words; the first is none."""
    counts = collections.Counter()
    for row in rows:
        counts.update(set(row["question"]))
        for line in row["lines"][:30]:
            counts.update(set(line["own"][:LINE_WORDS]))
    words = {word for word, count in counts.items() if count >= WORD_COUNT_LEAST}
    for token in gguf.metadata["tokenizer.ggml.tokens"]:
        if token.startswith("Ġ") and len(token) > 3 and token[1:].isascii() and token[1:].isalpha():
            words.add(token[1:].lower())
    words.update(piece for piece in pieces if len(piece) > 2 and piece.isascii() and piece.isalpha())
    if len(words) >= WORDS_MOST:
        raise SystemExit(f"These lines have {len(words)} words, the file holds {WORDS_MOST}: take fewer lines.")
    return [""] + sorted(words, key=lambda word: word.encode("utf-16-be"))  # as Java orders them


def embeddings(words, gguf):
    """(words, hidden): the mean of the embeddings of a word's tokens, centred, of length 1."""
    tokens, merges = gguf.metadata["tokenizer.ggml.tokens"], gguf.metadata["tokenizer.ggml.merges"]
    cutter = tokenizers.Tokenizer(tokenizers.models.BPE(
        vocab={token: i for i, token in enumerate(tokens)}, merges=[tuple(merge.split(" ")) for merge in merges]))
    cutter.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    table = gguf.tensor("token_embd.weight")
    table = F.normalize(table - table.mean(0), dim=1)
    cut = cutter.encode_batch([" " + word for word in words])
    mean = torch.stack([table[one.ids].mean(0) if one.ids else torch.zeros(table.shape[1]) for one in cut])
    mean[0] = 0
    return F.normalize(mean, dim=1, eps=1e-6)


def cut(word, pieces):
    """Numbers of WordPiece's pieces of a word, the longest first one each time; none where one is unknown."""
    ids, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in pieces:
            end -= 1
        if end == start:
            return []
        ids.append(pieces[("##" if start else "") + word[start:end]])
        start = end
    return ids


def meanings(words, folder, pieces):
    """(words, 384): the mean of the sentence model's last states, centred, of length 1; 0 where it knows no word."""
    network = onnxruntime.InferenceSession(folder / "model.onnx")
    wanted = {given.name for given in network.get_inputs()}
    known = collections.defaultdict(list)  # of one length, to need no padding
    for i, word in enumerate(words):
        ids = cut(word, pieces) if len(word) > 1 and word.isascii() and word.isalpha() else []
        if 0 < len(ids) <= PIECES_MOST:
            known[len(ids)].append((i, [pieces["[CLS]"], *ids, pieces["[SEP]"]]))
    vectors = {}
    for those in known.values():
        for at in range(0, len(those), 256):
            ids = np.array([one for _, one in those[at:at + 256]], np.int64)
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            states = network.run(None, {name: value for name, value in given.items() if name in wanted})[0]
            vectors.update(zip((i for i, _ in those[at:at + 256]), states.mean(1)))
    table = torch.from_numpy(np.stack(list(vectors.values())))
    found = torch.zeros(len(words), table.shape[1])
    found[list(vectors)] = F.normalize(table - table.mean(0), dim=1)
    return found


class Row:
    """A question and the lines of its memory as numbers of words."""

    def __init__(self, row, ids):
        self.language = row["language"]
        self.question = ids(row["question"], QUESTION_WORDS)
        lines = row["lines"]
        if len(lines) > LINES:
            right = [line for line in lines if line["right"]]
            wrong = sorted((line for line in lines if not line["right"]), key=lambda line: -line["score"])
            lines = right + wrong[:LINES - len(right)]
        own = [ids(line["own"], LINE_WORDS) for line in lines]
        around = [ids(line["around"], AROUND_WORDS) for line in lines]
        width = max(1, max(map(len, own)))
        self.words = np.zeros((len(lines), width + max(map(len, around))), np.int32)
        self.is_around = np.zeros(self.words.shape, bool)
        self.is_around[:, width:] = True
        for words, a, b in zip(self.words, own, around):
            words[:len(a)], words[width:width + len(b)] = a, b
        self.features = np.array(
            [[math.log(line["score"] + SCORE_LEAST), line["fits"], line["relevance"],
              min(len(line["own"]), LINE_WORDS) / WORDS_SCALE] for line in lines], np.float32)
        self.right = np.array([line["right"] for line in lines], np.float32)


def batch(rows):
    """Question (n, q), words and around (n, lines, w), features (n, lines, 4), right and there (n, lines)."""
    lines, width = max(len(row.words) for row in rows), max(row.words.shape[1] for row in rows)
    question = np.zeros((len(rows), max(1, max(len(row.question) for row in rows))), np.int64)
    words = np.zeros((len(rows), lines, width), np.int64)
    around = np.zeros(words.shape, bool)
    features = np.zeros((len(rows), lines, 4), np.float32)
    right, there = np.zeros((len(rows), lines), np.float32), np.zeros((len(rows), lines), bool)
    for i, row in enumerate(rows):
        question[i, :len(row.question)] = row.question
        n, w = row.words.shape
        words[i, :n, :w], around[i, :n, :w] = row.words, row.is_around
        features[i, :n], right[i, :n], there[i, :n] = row.features, row.right, True
    return [torch.from_numpy(array) for array in (question, words, around, features, right, there)]


class Fit(torch.nn.Module):
    def __init__(self, base, size):
        super().__init__()
        self.base = base
        start = 2 * torch.pca_lowrank(base, size)[2]
        self.asked, self.told = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.clone())
        self.asked_own = torch.nn.Parameter(torch.zeros(len(base), size))
        self.told_own = torch.nn.Parameter(torch.zeros(len(base), size))
        self.around = torch.nn.Parameter(torch.tensor(0.6))
        self.bias = torch.nn.Parameter(torch.tensor(-0.5))
        self.beside = torch.nn.Linear(4, 1)

    def forward(self, question, words, around, features, left_out=0.0):
        if left_out:
            question = question.masked_fill(torch.rand(question.shape) < left_out, 0)
            words = words.masked_fill(torch.rand(words.shape) < left_out, 0)
        asked = self.base[question] @ self.asked + self.asked_own[question]
        n, lines, width = words.shape
        used, place = words.reshape(-1).unique(return_inverse=True)
        told = (self.base[used] @ self.told + self.told_own[used])[place].view(n, lines * width, -1)
        near = torch.einsum("nqd,nwd->nqw", asked, told).view(n, -1, lines, width)
        near = F.relu(near + self.bias) * torch.where(around, self.around, 1.0)[:, None]
        near = near.masked_fill((words == 0)[:, None], 0).amax(3) * (question != 0)[:, :, None]
        return self.beside(features)[..., 0] + near.sum(1)


def measure(name, order, rows):
    counts = collections.Counter()
    with torch.no_grad():
        for at in range(0, len(rows), 32):
            *given, right, there = batch(rows[at:at + 32])
            scores = order(*given).masked_fill(~there, -1e9)
            for one, those in zip(scores, right):
                best = one.argsort(descending=True, stable=True).tolist()
                wanted = set(those.nonzero()[:, 0].tolist())
                counts["first"] += best[0] in wanted
                counts["one of 3"] += bool(wanted & set(best[:3]))
                counts["all in 3"] += wanted <= set(best[:3])
                counts["all in 5"] += wanted <= set(best[:5])
    print(name, len(rows), {what: round(count / max(1, len(rows)), 4) for what, count in counts.items()}, flush=True)


def eight_bits(table):
    """int8 values and their step; the largest 5 in 100,000 are cut."""
    step = np.quantile(np.abs(table), 0.99995) / 127
    return np.clip(np.rint(table / step), -127, 127).astype(np.int8), step


def write(path, fit, words):
    """As LearnedFit reads it: big-endian numbers, the words, and the two tables."""
    with torch.no_grad():
        asked, asked_step = eight_bits((fit.base @ fit.asked + fit.asked_own).numpy())
        told, told_step = eight_bits((fit.base @ fit.told + fit.told_own).numpy())
        text = "\n".join(words).encode("utf-8")
        with open(path, "wb") as out:
            out.write(struct.pack(">iifff", len(words), asked.shape[1], asked_step * told_step, fit.bias.item(),
                                  fit.around.item()))
            out.write(struct.pack(">5f", *fit.beside.weight[0].tolist(), fit.beside.bias.item()))
            out.write(struct.pack(">i", len(text)) + text + asked.tobytes() + told.tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="GGUF file")
    parser.add_argument("--meanings", required=True, type=pathlib.Path, help="folder of the embedding model")
    parser.add_argument("--lines", required=True, nargs="+", help="of ./mem worlds lines")
    parser.add_argument("--out", required=True)
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=1.0, help="of the words' own vectors")
    parser.add_argument("--left-out", type=float, default=0.15, help="share of words")
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--held-out", action="store_true", help="measure on a tenth of the memories")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rows = [json.loads(line) for path in args.lines for line in open(path, encoding="utf-8")]
    gguf = Gguf(args.base)
    pieces = {piece: i for i, piece in enumerate((args.meanings / "words.txt").read_text("utf-8").split("\n"))}
    words = vocabulary([row for row in rows if not (args.held_out and is_held(row))], gguf, pieces)
    numbers = {word: i for i, word in enumerate(words)}
    ids = lambda texts, most: np.array([numbers.get(text, 0) for text in texts[:most]], np.int32)
    train, test = [], []
    for row in rows:
        (test if args.held_out and is_held(row) else train).append(Row(row, ids))
    print(f"{len(train)} questions to train on, {len(test)} held out, {len(words)} words", flush=True)
    known = torch.cat([embeddings(words, gguf), meanings(words, args.meanings, pieces)], 1)
    fit = Fit(F.normalize(known, dim=1, eps=1e-6), args.size)
    own = [fit.asked_own, fit.told_own]
    shared = [fit.asked, fit.told, fit.around, fit.bias, *fit.beside.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": shared, "weight_decay": 0.0}, {"params": own, "weight_decay": args.decay}], lr=args.rate)
    steps, step, losses, start = args.epochs * (len(train) // args.batch), 0, [], time.time()
    for epoch in range(args.epochs):
        random.Random(args.seed + epoch).shuffle(train)
        for at in range(0, len(train) - args.batch + 1, args.batch):
            *given, right, there = batch(train[at:at + args.batch])
            scores = fit(*given, left_out=args.left_out).masked_fill(~there, -1e9)
            loss = -(F.log_softmax(scores, 1) * right).sum(1).div(right.sum(1)).mean()
            for group in optimizer.param_groups:
                group["lr"] = args.rate * min(1, (step + 1) / 100) * max(0.02, 1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            losses.append(loss.item())
            if step % 200 == 0:
                print(f"step {step}/{steps}  loss {np.mean(losses):.4f}  {time.time() - start:.0f} s", flush=True)
                losses = []
        for name, some in (("lessons", [row for row in test if not row.language.startswith("world")]),
                           ("worlds", [row for row in test if row.language.startswith("world")])):
            if some:
                measure(f"epoch {epoch}, {name}, by words alone:", lambda q, w, a, features: features[..., 0], some)
                measure(f"epoch {epoch}, {name}, with the learned fit:", fit, some)
    write(args.out, fit, words)


if __name__ == "__main__":
    main()
