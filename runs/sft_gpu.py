"""SFT of a LoRA adapter on one CUDA GPU, in plain PyTorch.

Reads what the Java side wrote and writes what the Java side reads:
  base     GGUF of the Llama architecture; its quantised matrices are dequantised and stay frozen,
           so that the adapter is trained against the very file that is served
  tokens   one JSON object a line: {"tokens": [...], "trained": [0/1, ...]} (`./mem train tokens`),
           or the same packed by --pack
  adapter  GGUF LoRA in Q8_0, which llama.cpp and `./mem` load

With --full the matrices themselves are trained, and the adapter is the best approximation of their
change of that rank (its largest singular values).

The forward pass sees W + alpha / rank B A, rounded as the served file rounds it (--served q4_0);
the gradient passes through the rounding as if it were not there (straight-through estimator,
arXiv:1308.3432). The adapter so learns to be right after it was merged and quantised.

Run it:  python3 runs/sft_gpu.py --base FILE.gguf --tokens FILE --out FOLDER --rank 128
Needs torch and numpy only.
"""

import argparse
import json
import math
import pathlib
import struct
import time

import numpy as np
import torch
import torch.nn.functional as F

TARGETS = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
LENGTH_STEP = 64  # sequences are padded to a multiple of this


# ---------------------------------------------------------------- GGUF

class Gguf:
    """Header, metadata and tensors of a GGUF file (versions 2 and 3, little-endian)."""

    SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

    def __init__(self, path):
        self.bytes = np.memmap(path, np.uint8, "r")
        self.at = 0
        if bytes(self.bytes[:4]) != b"GGUF":
            raise SystemExit(f"{path} is not a GGUF file.")
        self.at = 4
        self.number("I")
        tensor_count, value_count = self.number("Q"), self.number("Q")
        self.metadata = {}
        for _ in range(value_count):
            key = self.text()
            self.metadata[key] = self.value(self.number("I"))
        infos = []
        for _ in range(tensor_count):
            name = self.text()
            shape = [self.number("Q") for _ in range(self.number("I"))]
            infos.append((name, shape, self.number("I"), self.number("Q")))
        align = self.metadata.get("general.alignment", 32)
        self.data = (self.at + align - 1) // align * align
        self.infos = {name: rest for name, *rest in infos}

    def number(self, form):
        size = struct.calcsize("<" + form)
        value = struct.unpack("<" + form, self.bytes[self.at:self.at + size].tobytes())[0]
        self.at += size
        return value

    def text(self):
        size = self.number("Q")
        self.at += size
        return self.bytes[self.at - size:self.at].tobytes().decode("utf-8")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            inner, count = self.number("I"), self.number("Q")
            return [self.value(inner) for _ in range(count)]
        return self.number(self.SCALARS[kind])

    def tensor(self, name):
        """The tensor as f32, outermost dimension first."""
        shape, kind, offset = self.infos[name]
        count = int(np.prod(shape))
        start = self.data + offset
        if kind == 0:
            flat = np.frombuffer(self.bytes[start:start + 4 * count], np.float32)
        elif kind == 1:
            flat = np.frombuffer(self.bytes[start:start + 2 * count], np.float16).astype(np.float32)
        elif kind == 8:  # Q8_0: f16 scale, 32 int8
            blocks = np.frombuffer(self.bytes[start:start + count // 32 * 34], np.uint8).reshape(-1, 34)
            scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            flat = (blocks[:, 2:].copy().view(np.int8).astype(np.float32) * scale).reshape(-1)
        elif kind in (2, 3):  # Q4_0: f16 scale; Q4_1: f16 scale, f16 minimum; then 16 bytes of halves
            head = 2 if kind == 2 else 4
            blocks = np.frombuffer(self.bytes[start:start + count // 32 * (head + 16)], np.uint8)
            blocks = blocks.reshape(-1, head + 16)
            scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            quants = blocks[:, head:]
            values = np.concatenate([quants & 15, quants >> 4], 1).astype(np.float32)
            if kind == 2:
                flat = ((values - 8) * scale).reshape(-1)
            else:
                minimum = blocks[:, 2:4].copy().view(np.float16).astype(np.float32)
                flat = (values * scale + minimum).reshape(-1)
        else:
            raise SystemExit(f"The tensor {name} has GGUF type {kind}; use F32, F16, Q8_0, Q4_1 or Q4_0.")
        return torch.from_numpy(np.array(flat, np.float32).reshape(shape[::-1]))


def eight_bits(tensor):
    """Q8_0: blocks of 32 values, each an f16 scale (largest magnitude / 127) and 32 int8."""
    blocks = tensor.detach().float().cpu().numpy().reshape(-1, 32)
    scale = np.abs(blocks).max(1, keepdims=True) / 127
    inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
    quants = np.rint(blocks * inverse).astype(np.int8)
    return np.concatenate([scale.astype(np.float16).view(np.uint8), quants.view(np.uint8)], 1).tobytes()


def write_gguf_lora(path, architecture, alpha, tensors):
    """A GGUF file as llama.cpp reads adapters; tensors: name -> f32 tensor, outermost first."""

    def text(s):
        raw = s.encode("utf-8")
        return struct.pack("<Q", len(raw)) + raw

    values = [
        text("general.type") + struct.pack("<I", 8) + text("adapter"),
        text("general.architecture") + struct.pack("<I", 8) + text(architecture),
        text("adapter.type") + struct.pack("<I", 8) + text("lora"),
        text("adapter.lora.alpha") + struct.pack("<If", 6, alpha),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values)) + b"".join(values)
    infos, blobs, offset = [], [], 0
    for name, tensor in tensors.items():
        raw = eight_bits(tensor)
        dims = list(tensor.shape)[::-1]
        infos.append(text(name) + struct.pack("<I", len(dims)) + struct.pack(f"<{len(dims)}Q", *dims)
                     + struct.pack("<IQ", 8, offset))
        pad = -len(raw) % 32
        blobs.append(raw + b"\0" * pad)
        offset += len(raw) + pad
    head += b"".join(infos)
    head += b"\0" * (-len(head) % 32)
    path.write_bytes(head + b"".join(blobs))


# ---------------------------------------------------------------- model

def as_q4_0(weight):
    """The values that Q4_0 keeps of these: a block's scale is its value of largest magnitude / -8, in f16."""
    blocks = weight.unflatten(-1, (-1, 32))
    largest = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scale = largest / -8
    inverse = torch.where(scale == 0, 0, 1 / scale)
    quants = (blocks * inverse + 8.5).trunc().clamp(0, 15) - 8
    return (quants * scale.half().float()).flatten(-2)


class Llama(torch.nn.Module):
    """GGUF's own layout: rotary pairs are neighbours, the head is the embedding where none is given.

    The matrices of all L layers of one kind stand in one tensor: base (L, out, in), A (L, rank, in), B (L, out, rank).
    """

    def __init__(self, gguf, rank, alpha, served, full=False):
        super().__init__()
        m = gguf.metadata
        self.layers = m["llama.block_count"]
        self.heads = m["llama.attention.head_count"]
        self.kv_heads = m["llama.attention.head_count_kv"]
        self.size = m["llama.embedding_length"] // self.heads
        self.epsilon = m["llama.attention.layer_norm_rms_epsilon"]
        self.rank, self.scale, self.served, self.full = rank, alpha / rank, served, full
        of_all = lambda name: torch.stack([gguf.tensor(f"blk.{i}.{name}.weight") for i in range(self.layers)])
        self.register_buffer("embedding", gguf.tensor("token_embd.weight").to(torch.bfloat16))
        self.register_buffer("output_norm", gguf.tensor("output_norm.weight").to(torch.bfloat16))
        self.register_buffer("attn_norm", of_all("attn_norm").to(torch.bfloat16))
        self.register_buffer("ffn_norm", of_all("ffn_norm").to(torch.bfloat16))
        self.register_buffer(
            "frequencies",
            m["llama.rope.freq_base"] ** (-torch.arange(0, self.size, 2, dtype=torch.float32) / self.size))
        self.base = torch.nn.ParameterDict()
        self.a = torch.nn.ParameterDict()
        self.b = torch.nn.ParameterDict()
        for name in TARGETS:
            weight = of_all(name)
            bound = 1 / math.sqrt(weight.shape[2])
            self.base[name] = torch.nn.Parameter(weight, requires_grad=full)
            if full:
                continue
            self.a[name] = torch.nn.Parameter(torch.empty(self.layers, rank, weight.shape[2]).uniform_(-bound, bound))
            self.b[name] = torch.nn.Parameter(torch.zeros(self.layers, weight.shape[1], rank))

    def start_from(self, gguf):
        """The matrices of an adapter that was made with the same rank and alpha."""
        with torch.no_grad():
            for name in TARGETS:
                for i in range(self.layers):
                    self.a[name][i].copy_(gguf.tensor(f"blk.{i}.{name}.weight.lora_a"))
                    self.b[name][i].copy_(gguf.tensor(f"blk.{i}.{name}.weight.lora_b"))

    def adapter(self, gguf):
        """lora_a and lora_b of every matrix; of a whole model the best ones of that rank."""
        if self.full:
            for name in TARGETS:
                before = torch.stack([gguf.tensor(f"blk.{i}.{name}.weight") for i in range(self.layers)])
                u, s, v = torch.linalg.svd(self.base[name].detach() - before.to(self.base[name].device), False)
                root = (s[:, :self.rank] / self.scale).sqrt()
                self.a[name] = torch.nn.Parameter(root[:, :, None] * v[:, :self.rank])
                self.b[name] = torch.nn.Parameter(u[:, :, :self.rank] * root[:, None])
        return {f"blk.{i}.{name}.weight.lora_{part}": tensors[name][i]
                for i in range(self.layers) for name in TARGETS for part, tensors in (("a", self.a), ("b", self.b))}

    def weight(self, name):
        """(L, out, in) in bf16, as served."""
        weight = self.base[name]
        if not self.full:
            weight = weight + self.scale * torch.bmm(self.b[name], self.a[name])
        if self.served == "q4_0":
            weight = weight + (as_q4_0(weight.detach()) - weight.detach())
        return weight.to(torch.bfloat16)

    def forward(self, tokens):  # (batch, length) -> (batch, length, hidden)
        w = {name: self.weight(name) for name in TARGETS}
        of_layer = zip(
            self.attn_norm, torch.cat([w["attn_q"], w["attn_k"], w["attn_v"]], 1).unbind(0),
            w["attn_output"].unbind(0), self.ffn_norm, torch.cat([w["ffn_gate"], w["ffn_up"]], 1).unbind(0),
            w["ffn_down"].unbind(0))
        angle = torch.arange(tokens.shape[1], device=tokens.device)[:, None] * self.frequencies
        turns = torch.polar(torch.ones_like(angle), angle)[:, None]
        x = F.embedding(tokens, self.embedding)
        for weights in of_layer:
            x = block(x, turns, *weights, self.heads, self.kv_heads, self.epsilon)
        return F.rms_norm(x, x.shape[-1:], self.output_norm, self.epsilon)


def block(x, turns, attn_norm, qkv, out, ffn_norm, gate_up, down, heads, kv_heads, epsilon):
    """One layer; turns: unit complex numbers, (length, 1, size / 2)."""
    n, length, hidden = x.shape
    size = hidden // heads
    y = F.linear(F.rms_norm(x, (hidden,), attn_norm, epsilon), qkv)
    y = y.view(n, length, heads + 2 * kv_heads, size)
    pairs = torch.view_as_complex(y[:, :, :heads + kv_heads].float().unflatten(-1, (-1, 2)))
    turned = torch.view_as_real(pairs * turns).flatten(-2).to(x.dtype)
    q, k = turned.transpose(1, 2).split([heads, kv_heads], 1)
    v = y[:, :, heads + kv_heads:].transpose(1, 2)
    seen = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    x = x + F.linear(seen.transpose(1, 2).reshape(n, length, hidden), out)
    gate, up = F.linear(F.rms_norm(x, (hidden,), ffn_norm, epsilon), gate_up).chunk(2, -1)
    return x + F.linear(F.silu(gate) * up, down)


# ---------------------------------------------------------------- data

class Sequences:
    """Token sequences one after another in one array, with where each starts."""

    def __init__(self, tokens, trained, starts):
        self.tokens, self.trained, self.starts = tokens, trained, starts

    @staticmethod
    def of_all(paths):
        parts = [Sequences.read(path) for path in paths]
        offsets = np.cumsum([0] + [len(part.tokens) for part in parts])
        return Sequences(
            np.concatenate([part.tokens for part in parts]), np.concatenate([part.trained for part in parts]),
            np.concatenate([part.starts[:-1] + offset for part, offset in zip(parts, offsets)] + [offsets[-1:]]))

    @staticmethod
    def read(path):
        if str(path).endswith(".npz"):
            packed = np.load(path)
            tokens = packed["tokens"]
            return Sequences(tokens, np.unpackbits(packed["trained"])[:len(tokens)], packed["starts"])
        tokens, trained, starts = [], [], [0]
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                tokens.append(np.array(one["tokens"], np.uint16 if max(one["tokens"]) < 65536 else np.uint32))
                trained.append(np.array(one["trained"], np.uint8))
                starts.append(starts[-1] + len(one["tokens"]))
        return Sequences(np.concatenate(tokens), np.concatenate(trained), np.array(starts))

    def pack(self, path):
        np.savez_compressed(path, tokens=self.tokens, trained=np.packbits(self.trained), starts=self.starts)

    def batches(self, which, tokens_max, seed):
        """Sequences of like length together: (tokens, trained) of (batch, length), padded at the right.

        Windows of 4,096 sequences are sorted by length, and the batches of all windows shuffled.
        """
        order = np.random.default_rng(seed).permutation(which)
        length = lambda i: self.starts[i + 1] - self.starts[i]
        groups = []
        for at in range(0, len(order), 4096):
            group, widest = [], 0
            for i in sorted(order[at:at + 4096], key=length):
                width = -(-length(i) // LENGTH_STEP) * LENGTH_STEP
                if group and max(widest, width) * (len(group) + 1) > tokens_max:
                    groups.append((group, widest))
                    group, widest = [], 0
                group.append(i)
                widest = max(widest, width)
            groups.append((group, widest))
        for g in np.random.default_rng(seed + 1).permutation(len(groups)):
            group, widest = groups[g]
            tokens = np.zeros((len(group), widest), np.int64)
            trained = np.zeros((len(group), widest), bool)
            for row, i in enumerate(group):
                start, end = self.starts[i], self.starts[i + 1]
                tokens[row, :end - start] = self.tokens[start:end]
                trained[row, 1:end - start] = self.trained[start + 1:end]
            yield torch.from_numpy(tokens), torch.from_numpy(trained)


# ---------------------------------------------------------------- training

def predictions(model, tokens, trained):
    """Logits and targets in pieces; logits exist only at rows that predict a trained token."""
    hidden = model(tokens)[:, :-1][trained[:, 1:]]
    wanted = tokens[:, 1:][trained[:, 1:]]
    for rows, targets in zip(hidden.split(8192), wanted.split(8192)):
        yield F.linear(rows, model.embedding).float(), targets


def held_out(model, sequences, which, tokens_max, device):
    """Mean -log p of the trained tokens, and the share of sequences whose every trained token is the likeliest."""
    total, count, right, rows = 0.0, 0, 0, 0
    with torch.no_grad():
        for tokens, trained in sequences.batches(which, tokens_max, 0):
            tokens, trained = tokens.to(device), trained.to(device)
            hits = []
            for logits, targets in predictions(model, tokens, trained):
                total += F.cross_entropy(logits, targets, reduction="sum").item()
                hits.append(logits.argmax(-1) == targets)
            hits = torch.cat(hits)
            row = trained[:, 1:].nonzero()[:, 0]
            missed = torch.zeros(len(tokens), device=device).index_add_(0, row, (~hits).float())
            right += (missed == 0).sum().item()
            rows += len(tokens)
            count += hits.numel()
    return total / count, right / rows


def arguments(given=None):
    """The settings, from the command line unless a list of arguments is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="GGUF file")
    parser.add_argument("--tokens", required=True, nargs="+", help="one file or several")
    parser.add_argument("--held-out-tokens", nargs="+", help="measured on at the end, never trained on")
    parser.add_argument("--pack", help="write the tokens to this .npz file, and nothing else")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--start", help="go on from this adapter")
    parser.add_argument("--rank", type=int, default=128)
    parser.add_argument("--alpha", type=float, default=128)
    parser.add_argument("--full", action="store_true", help="train the matrices, not an adapter")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warm-steps", type=int, default=30)
    parser.add_argument("--batch-tokens", type=int, default=24576)
    parser.add_argument("--steps", type=int, default=10 ** 9)
    parser.add_argument("--seconds", type=float, default=1e9, help="the rate falls to its end within this time")
    parser.add_argument("--tokens-max", type=float, default=1e18, help="likewise within this many tokens")
    parser.add_argument("--served", choices=["as-is", "q4_0"], default="q4_0")
    parser.add_argument("--held-out", type=int, default=1024, help="the last sequences are not trained on")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(given)


def main():
    args = arguments()
    sequences = Sequences.of_all(args.tokens)
    if args.pack:
        sequences.pack(args.pack)
        return
    train(args, sequences, Gguf(args.base))


def train(args, sequences, gguf):
    """Trains, writes the adapter and returns what the last line says."""
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(args.seed)
    torch.backends.cuda.matmul.allow_tf32 = True
    model = Llama(gguf, args.rank, args.alpha, args.served, args.full)
    if args.start:
        model.start_from(Gguf(args.start))
    model = model.to(device)
    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.0, fused=device == "cuda")
    count = len(sequences.starts) - 1
    which, held = np.arange(count - args.held_out), np.arange(count - args.held_out, count)
    step, seen, epoch, loss_sum, loss_count = 0, 0, 0, torch.zeros((), device=device), 0
    start = time.time()
    done = lambda: max(step / args.steps, (time.time() - start) / args.seconds, seen / args.tokens_max)
    while done() < 1:
        for tokens, trained in sequences.batches(which, args.batch_tokens, args.seed + 10 * epoch):
            part = done()
            if part >= 1:
                break
            seen += int((tokens != 0).sum())
            tokens, trained = tokens.to(device, non_blocking=True), trained.to(device, non_blocking=True)
            wanted = trained[:, 1:].sum()
            loss = sum(F.cross_entropy(logits, targets, reduction="sum")
                       for logits, targets in predictions(model, tokens, trained)) / wanted
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(learned, 1.0)
            rate = args.rate * min((step + 1) / args.warm_steps, 0.02 + 0.49 * (1 + math.cos(math.pi * part)))
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step, loss_sum, loss_count = step + 1, loss_sum + loss.detach(), loss_count + 1
            if step % 50 == 0 or step in (1, 10):
                mean, now = loss_sum.item() / loss_count, time.time()
                print(f"step {step}  loss {mean:.4f}  norm {norm.item():.2f}  rate {rate:.5f}  tokens {seen / 1e6:.2f}M  "
                      f"epoch {epoch}  {now - start:.0f} s  {seen / (now - start):.0f} tokens/s", flush=True)
                loss_sum, loss_count = torch.zeros((), device=device), 0
        epoch += 1
    seconds = time.time() - start
    sets = {"the last": (sequences, held)} if args.held_out else {}
    for path in args.held_out_tokens or []:
        other = Sequences.read(path)
        sets[pathlib.Path(path).stem] = other, np.arange(len(other.starts) - 1)
    result = {"steps": step, "tokens": seen, "seconds": round(seconds, 1)}
    for name, (of, those) in sets.items():
        loss, right = held_out(model, of, those, args.batch_tokens, device)
        result[name] = {"loss": round(loss, 4), "right": round(right, 4), "of": len(those)}
    print(json.dumps(result), flush=True)
    if args.out:
        write_gguf_lora(args.out / "adapter.gguf", "llama", args.alpha, model.adapter(gguf))
    return result


if __name__ == "__main__":
    main()
