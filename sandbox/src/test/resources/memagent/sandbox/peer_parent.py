"""The parent of the benchmark's peer: runs one block a line of its input, times it, answers.

A line is "run" or "end". Each run starts peer_process.py and waits for its result, as the
reference's parent does with subprocess.run; the answer is the wall time in microseconds.
"""

import base64
import pickle
import subprocess
import sys
import time

folder, here, code = sys.argv[1], sys.argv[2], sys.argv[3]
for line in sys.stdin:
    if line.strip() != "run":
        break
    start = time.perf_counter_ns()
    task = {"code": code, "tools": "peer_tools", "folder": folder}
    result = subprocess.run(
        [sys.executable, here + "/peer_process.py", base64.b64encode(pickle.dumps(task)).decode()],
        capture_output=True,
        timeout=20,
        env={"PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": ""},
    )
    variables, error = pickle.loads(result.stdout)
    micros = (time.perf_counter_ns() - start) // 1000
    assert not error and variables["after"].count("- city: ") == 1, (variables, error)
    print(micros, flush=True)
