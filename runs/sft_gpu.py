"""SFT of a LoRA adapter (or of the full model) on one CUDA GPU, in plain PyTorch.

Reads what the Java side wrote and writes what the Java side reads:
  base     GGUF of the Llama architecture; its quantised matrices are dequantised and stay frozen,
           so that the adapter is trained against the very file that is served
  tokens   one JSON object a line: {"tokens": [...], "trained": [0/1, ...]} (`./mem train tokens`)
  adapter  GGUF LoRA (llama.cpp loads it) and the same as safetensors, names as in the Java trainer

Run it:  python3 runs/sft_gpu.py --base FILE.gguf --tokens FILE.jsonl --out FOLDER --rank 64
Needs torch and numpy only. Interrupted, it goes on from FOLDER/checkpoint.pt.
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
        raw = tensor.detach().to(torch.float16).cpu().contiguous().numpy().tobytes()
        dims = list(tensor.shape)[::-1]
        infos.append(text(name) + struct.pack("<I", len(dims)) + struct.pack(f"<{len(dims)}Q", *dims)
                     + struct.pack("<IQ", 1, offset))
        pad = -len(raw) % 32
        blobs.append(raw + b"\0" * pad)
        offset += len(raw) + pad
    head += b"".join(infos)
    head += b"\0" * (-len(head) % 32)
    path.write_bytes(head + b"".join(blobs))


def write_safetensors(path, tensors, metadata):
    header, offset, blobs = {"__metadata__": metadata}, 0, []
    for name, tensor in tensors.items():
        raw = tensor.detach().float().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
        blobs.append(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


# ---------------------------------------------------------------- model

class Linear(torch.nn.Module):
    """y = x W^T + alpha / rank (x A^T) B^T, W frozen; with rank 0, W is trained."""

    def __init__(self, weight, rank, alpha):
        super().__init__()
        self.scale = alpha / rank if rank else 0
        if rank:
            self.register_buffer("weight", weight.to(torch.bfloat16))  # (out, in)
            bound = 1 / math.sqrt(weight.shape[1])
            self.a = torch.nn.Parameter(torch.empty(rank, weight.shape[1]).uniform_(-bound, bound))
            self.b = torch.nn.Parameter(torch.zeros(weight.shape[0], rank))
        else:
            self.weight = torch.nn.Parameter(weight)

    def forward(self, x):
        y = F.linear(x, self.weight.to(x.dtype))
        if self.scale:
            y = y + F.linear(F.linear(x, self.a.to(x.dtype)) * self.scale, self.b.to(x.dtype))
        return y


class Block(torch.nn.Module):
    def __init__(self, gguf, i, rank, alpha):
        super().__init__()
        t = lambda name: gguf.tensor(f"blk.{i}.{name}.weight")
        self.register_buffer("attn_norm", t("attn_norm"))
        self.register_buffer("ffn_norm", t("ffn_norm"))
        for name in TARGETS:
            setattr(self, name, Linear(t(name), rank, alpha))


class Llama(torch.nn.Module):
    """GGUF's own layout: rotary pairs are neighbours, the head is the embedding where none is given."""

    def __init__(self, gguf, rank, alpha):
        super().__init__()
        m = gguf.metadata
        self.heads = m["llama.attention.head_count"]
        self.kv_heads = m["llama.attention.head_count_kv"]
        self.size = m["llama.embedding_length"] // self.heads
        self.epsilon = m["llama.attention.layer_norm_rms_epsilon"]
        self.base = m["llama.rope.freq_base"]
        self.register_buffer("embedding", gguf.tensor("token_embd.weight").to(torch.bfloat16))
        self.register_buffer("output_norm", gguf.tensor("output_norm.weight"))
        self.blocks = torch.nn.ModuleList(Block(gguf, i, rank, alpha) for i in range(m["llama.block_count"]))

    def norm(self, x, weight):
        return F.rms_norm(x.float(), (x.shape[-1],), weight, self.epsilon).to(x.dtype)

    def turn(self, x, cos, sin):  # x: (batch, heads, length, size)
        even, odd = x[..., 0::2].float(), x[..., 1::2].float()
        return torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2).to(x.dtype)

    def forward(self, tokens):  # (batch, length) -> (batch, length, hidden)
        n, length = tokens.shape
        x = F.embedding(tokens, self.embedding)
        angle = torch.arange(length, device=x.device)[:, None] * self.base ** (
            -torch.arange(0, self.size, 2, device=x.device) / self.size)
        cos, sin = angle.cos(), angle.sin()
        for block in self.blocks:
            h = self.norm(x, block.attn_norm)
            shape = lambda y, heads: y.view(n, length, heads, self.size).transpose(1, 2)
            q = self.turn(shape(block.attn_q(h), self.heads), cos, sin)
            k = self.turn(shape(block.attn_k(h), self.kv_heads), cos, sin)
            v = shape(block.attn_v(h), self.kv_heads)
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
            x = x + block.attn_output(seen.transpose(1, 2).reshape(n, length, -1))
            h = self.norm(x, block.ffn_norm)
            x = x + block.ffn_down(F.silu(block.ffn_gate(h)) * block.ffn_up(h))
        return self.norm(x, self.output_norm)


# ---------------------------------------------------------------- training

def batches(path, tokens_max):
    """Sequences of like length together: (tokens, trained) of (batch, length), padded at the right.

    Windows of 512 lines are sorted by length and their batches shuffled, all from the line number,
    so that a resumed run meets the same batches.
    """
    window, index = [], 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            window.append((one["tokens"], one["trained"]))
            if len(window) == 512:
                yield from cut(window, tokens_max, index)
                window, index = [], index + 1
    yield from cut(window, tokens_max, index)


def cut(window, tokens_max, index):
    groups, group = [], []
    for one in sorted(window, key=lambda s: len(s[0])):
        if group and len(one[0]) * (len(group) + 1) > tokens_max:
            groups.append(group)
            group = []
        group.append(one)
    if group:
        groups.append(group)
    for i in torch.randperm(len(groups), generator=torch.Generator().manual_seed(index)).tolist():
        length = max(len(tokens) for tokens, _ in groups[i])
        tokens = torch.zeros(len(groups[i]), length, dtype=torch.long)
        trained = torch.zeros(len(groups[i]), length, dtype=torch.bool)
        for row, (t, m) in enumerate(groups[i]):
            tokens[row, :len(t)] = torch.tensor(t)
            trained[row, :len(m)] = torch.tensor(m, dtype=torch.bool)
        trained[:, 0] = False
        yield tokens, trained


def loss_of(model, tokens, trained):
    """Summed -log p of the trained tokens; logits exist only at rows that predict one."""
    hidden = model(tokens)[:, :-1][trained[:, 1:]]
    wanted = tokens[:, 1:][trained[:, 1:]]
    total = 0.0
    for rows, targets in zip(hidden.split(8192), wanted.split(8192)):
        total = total + F.cross_entropy(F.linear(rows, model.embedding).float(), targets, reduction="sum")
    return total, wanted.numel()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True)
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--rank", type=int, default=64, help="0 trains the full matrices")
    parser.add_argument("--alpha", type=float, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--batch-tokens", type=int, default=65536)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seconds-max", type=float, default=1e9, help="stop and save after this long")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    gguf = Gguf(args.base)
    model = Llama(gguf, args.rank, args.alpha).to(device)
    parameters = {}
    for i, block in enumerate(model.blocks):
        for name in TARGETS:
            for part, tensor in getattr(block, name).named_parameters():
                suffix = {"a": ".lora_a", "b": ".lora_b", "weight": ""}[part]
                parameters[f"blk.{i}.{name}.weight{suffix}"] = tensor
    optimizer = torch.optim.AdamW(parameters.values(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.0)
    warm = max(1, args.steps // 50)
    schedule = lambda s: (s + 1) / warm if s < warm else 0.05 + 0.475 * (
        1 + math.cos(math.pi * min(1, (s - warm) / max(1, args.steps - warm))))
    step, seen = 0, 0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        step, seen = saved["step"], saved["seen"]
        optimizer.load_state_dict(saved["optimizer"])
        with torch.no_grad():
            for name, tensor in parameters.items():
                tensor.copy_(saved["parameters"][name])
    start, skipped = time.time(), 0
    for tokens, trained in batches(args.tokens, args.batch_tokens):
        if skipped < step:  # the batches of an earlier start
            skipped += 1
            continue
        if step >= args.steps or time.time() - start > args.seconds_max:
            break
        tokens, trained = tokens.to(device), trained.to(device)
        total, count = loss_of(model, tokens, trained)
        (total / max(1, count)).backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = args.rate * schedule(step)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + tokens.numel()
        if step % 20 == 0 or step == 1:
            print(f"step {step}/{args.steps}  loss {total.item() / max(1, count):.4f}  norm {norm.item():.2f}  "
                  f"tokens {seen / 1e6:.1f}M  {time.time() - start:.0f} s", flush=True)
    torch.save({"step": step, "seen": seen, "optimizer": optimizer.state_dict(),
                "parameters": {n: t.detach() for n, t in parameters.items()}}, checkpoint)
    write_safetensors(args.out / "parameters.safetensors", parameters,
                      {"step": str(step), "tokens": str(seen), "sequences": "0"})
    if args.rank:
        write_gguf_lora(args.out / "adapter.gguf", "llama", args.alpha, parameters)


if __name__ == "__main__":
    main()
