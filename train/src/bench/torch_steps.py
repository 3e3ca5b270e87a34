"""The steps of StepBenchmark.java in plain PyTorch: same model file, batch, LoRA, optimizer, threads.

    python torch_steps.py MODEL.gguf lora|full f32|bf16 SEQUENCES STEPS
"""

import os
import pathlib
import resource
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "runs"))
import torch
import torch.nn.functional as F
from sft_gpu import Gguf, TARGETS

LENGTH, RANK = 512, 16


class Linear(torch.nn.Module):
    def __init__(self, weight, lora, dtype):
        super().__init__()
        self.lora, self.dtype = lora, dtype
        self.weight = torch.nn.Parameter(weight if not lora else weight.to(dtype), requires_grad=not lora)
        if lora:
            self.a = torch.nn.Parameter(torch.randn(RANK, weight.shape[1]) / weight.shape[1] ** 0.5)
            self.b = torch.nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, x):
        y = F.linear(x, self.weight.to(x.dtype))
        if self.lora:
            y = y + F.linear(F.linear(x, self.a.to(x.dtype)), self.b.to(x.dtype)) * 2.0
        return y


class Model(torch.nn.Module):
    def __init__(self, gguf, lora, dtype):
        super().__init__()
        m = gguf.metadata
        self.heads, self.kv_heads = m["llama.attention.head_count"], m["llama.attention.head_count_kv"]
        self.size = m["llama.embedding_length"] // self.heads
        self.epsilon, self.base = m["llama.attention.layer_norm_rms_epsilon"], m["llama.rope.freq_base"]
        keep = lambda t: torch.nn.Parameter(t.to(dtype) if lora else t, requires_grad=not lora)
        self.embedding, self.norm = keep(gguf.tensor("token_embd.weight")), keep(gguf.tensor("output_norm.weight"))
        self.dtype, self.blocks = dtype, torch.nn.ModuleList()
        for i in range(m["llama.block_count"]):
            block = torch.nn.Module()
            block.attn_norm, block.ffn_norm = (keep(gguf.tensor(f"blk.{i}.{n}_norm.weight")) for n in ("attn", "ffn"))
            for name in TARGETS:
                setattr(block, name, Linear(gguf.tensor(f"blk.{i}.{name}.weight"), lora, dtype))
            self.blocks.append(block)

    def rms(self, x, weight):
        return F.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), self.epsilon)

    def turned(self, x, cos, sin):
        even, odd = x[..., 0::2], x[..., 1::2]
        return torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2)

    def forward(self, tokens):
        n, length = tokens.shape
        x = F.embedding(tokens, self.embedding).to(self.dtype)
        angle = torch.arange(length)[:, None] * self.base ** (-torch.arange(0, self.size, 2) / self.size)
        cos, sin = angle.cos().to(self.dtype), angle.sin().to(self.dtype)
        for b in self.blocks:
            h = self.rms(x, b.attn_norm)
            shape = lambda y, heads: y.view(n, length, heads, self.size).transpose(1, 2)
            q, k = (self.turned(shape(f(h), c), cos, sin) for f, c in ((b.attn_q, self.heads), (b.attn_k, self.kv_heads)))
            v = shape(b.attn_v(h), self.kv_heads)
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
            x = x + b.attn_output(seen.transpose(1, 2).reshape(n, length, -1))
            h = self.rms(x, b.ffn_norm)
            x = x + b.ffn_down(F.silu(b.ffn_gate(h)) * b.ffn_up(h))
        return self.rms(x, self.norm)


def main():
    path, what, kind, sequences, steps = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ.get("THREADS", os.cpu_count())))
    model = Model(Gguf(path), what == "lora", torch.bfloat16 if kind == "bf16" else torch.float32)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.0)
    mask = (torch.arange(LENGTH) % 128 >= 102).expand(sequences, LENGTH)
    speeds = []
    for step in range(steps):
        tokens = torch.randint(10, 40_000, (sequences, LENGTH))
        start = time.time()
        rows, wanted = model(tokens)[:, :-1][mask[:, 1:]], tokens[:, 1:][mask[:, 1:]]
        loss = F.cross_entropy(F.linear(rows, model.embedding.to(rows.dtype)).float(), wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        speeds.append(tokens.numel() / (time.time() - start))
        print(f"torch {what} {kind} step {step + 1} loss {loss.item():.4f} {speeds[-1]:.1f} tokens/s", flush=True)
    speeds = sorted(speeds[1:])
    print(f"torch {what} {kind} best {speeds[-1]:.1f} median {speeds[len(speeds) // 2]:.1f} tokens/s, "
          f"peak VmHWM: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss} kB, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
