"""The tool module of the benchmark's peer: written for the benchmark, in the shape that is usual.

Plain functions over the current folder, with what such a module imports at its top.
"""

import logging
import os
import pathlib
import subprocess
import tempfile
import typing
import uuid


def read_file(file_path: str) -> str:
    if not os.path.isfile(file_path):
        return f"Error: File {file_path} does not exist"
    with open(file_path) as f:
        return f.read()


def update_file(file_path: str, old_content: str, new_content: str) -> typing.Union[bool, str]:
    text = read_file(file_path)
    if old_content not in text:
        return "Error: Could not find the specified content in the file."
    with open(file_path, "w") as f:
        f.write(text.replace(old_content, new_content, 1))
    return True


def create_file(file_path: str, content: str = "") -> bool:
    draft = pathlib.Path(tempfile.gettempdir()) / f"temp_{uuid.uuid4().hex[:8]}.txt"
    draft.write_text(content)
    os.replace(draft, file_path)
    return True


def list_files() -> str:
    return "\n".join(sorted(os.listdir(".")))


def check_if_file_exists(file_path: str) -> str:
    return "True" if os.path.isfile(file_path) else "False"
