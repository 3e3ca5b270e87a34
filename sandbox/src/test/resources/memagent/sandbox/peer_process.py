"""The benchmark's peer: one such process for each block.

Takes the block, the name of the tool module, the memory's folder and a time limit as one pickled
and base64-coded argument; imports the tools; wraps open, os.remove and os.rename so that they
refuse paths outside the folder; runs the block; writes the variables that can be pickled, and the
error, to standard output. That is the shape of the reference: what is not here is its settings,
its logging set-up and its model client, which would only add time.
"""

import base64
import builtins
import importlib
import os
import pickle
import sys
import traceback
import types


def main():
    task = pickle.loads(base64.b64decode(sys.argv[1]))
    folder = task["folder"]
    os.chdir(folder)

    real_open, real_remove, real_rename = builtins.open, os.remove, os.rename

    def inside(path):
        if isinstance(path, int) or os.path.abspath(path).startswith(folder):
            return path
        raise PermissionError(f"Access to '{path}' is denied by sandbox.")

    builtins.open = lambda path, *a, **k: real_open(inside(path), *a, **k)
    os.remove = lambda path, *a, **k: real_remove(inside(path), *a, **k)
    os.rename = lambda a, b, *r, **k: real_rename(inside(a), inside(b), *r, **k)

    tools = importlib.import_module(task["tools"])
    names = {n: v for n, v in vars(tools).items() if callable(v) and not n.startswith("_")}
    names["__builtins__"] = builtins
    variables, error = {}, ""
    try:
        exec(task["code"], names, variables)
    except Exception:
        error = "Exception in sandboxed code:\n" + traceback.format_exc()
    kept = {}
    for name, value in variables.items():
        if isinstance(value, types.ModuleType):
            continue
        try:
            pickle.dumps(value)
            kept[name] = value
        except Exception:
            kept[name] = repr(value)
    sys.stdout.buffer.write(pickle.dumps((kept, error)))


main()
