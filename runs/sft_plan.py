"""Several runs of sft_gpu.py one after another in one process, for comparing settings.

Each line of the plan is a name and the arguments of a run; what a run came to is printed as a line of JSON.

Run it:  python3 runs/sft_plan.py PLAN
"""

import json
import pathlib
import shlex
import sys

import sft_gpu


def main():
    bases, sets = {}, {}
    for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        name, *given = shlex.split(line, comments=True) or [""]
        if not name:
            continue
        args = sft_gpu.arguments(given)
        if args.base not in bases:
            bases[args.base] = sft_gpu.Gguf(args.base)
        files = tuple(args.tokens)
        if files not in sets:
            sets[files] = sft_gpu.Sequences.of_all(files)
        print(json.dumps({"run": name} | sft_gpu.train(args, sets[files], bases[args.base])), flush=True)


if __name__ == "__main__":
    main()
