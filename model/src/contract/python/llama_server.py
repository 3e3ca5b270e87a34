"""Serves a GGUF file by llama.cpp's own HTTP server until standard input ends: llama_server.py FILE."""

import os
import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.port = 0  # any free one
parameters.n_ctx = 4096
parameters.n_parallel = 2
# One thread: two of them wait for each other as soon as anything else runs on two cores.
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
parameters.warmup = False
server = xllamacpp.Server(parameters)
print("LISTENING " + server.listening_address, flush=True)
sys.stdin.read()
os._exit(0)
