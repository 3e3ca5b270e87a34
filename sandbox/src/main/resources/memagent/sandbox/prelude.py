# Evaluated in every context before its block; the last expression is what the worker calls.
# The default arguments keep the real built-ins: a block may change its own.


def __prelude(
    call,
    repr_chars_max,
    str=str,
    bool=bool,
    int=int,
    float=float,
    list=list,
    dict=dict,
    tuple=tuple,
    zip=zip,
    BaseException=BaseException,
    type=type,
    repr=repr,
    len=len,
    TypeError=TypeError,
    exceptions={
        "Exception": Exception,
        "FileNotFoundError": FileNotFoundError,
        "OSError": OSError,
        "TypeError": TypeError,
    },
):
    import builtins

    names = vars(builtins)
    sized = (str, list, tuple, dict)
    plain = (int, float, bool, type(None))
    skipped = (type, type(builtins), type(lambda: None), type(len), type([].append))

    def ask(function, *arguments):
        for value in arguments:
            if type(value) is not str:
                raise TypeError(
                    f"{function}() takes texts, not {type(value).__name__}"
                )
        answer = call(function, *arguments)
        if type(answer) in (str, bool, int):
            return answer
        raise exceptions[answer[0]](answer[1]) from None

    def create_file(file_path, content=""):
        """Create a file with this content; True, or an exception."""
        return ask("create_file", file_path, content)

    def update_file(file_path, old_content, new_content):
        """Replace the one place with old_content; True, or an error text."""
        return ask("update_file", file_path, old_content, new_content)

    def read_file(file_path):
        """The text of a file, or an error text."""
        return ask("read_file", file_path)

    def delete_file(file_path):
        """Delete a file; True or False."""
        return ask("delete_file", file_path)

    def check_if_file_exists(file_path):
        """The text 'True' or 'False'."""
        return ask("check_if_file_exists", file_path)

    def create_dir(dir_path):
        """Make a directory; True or False."""
        return ask("create_dir", dir_path)

    def list_files():
        """All files and directories as a tree."""
        return ask("list_files")

    def check_if_dir_exists(dir_path):
        """The text 'True' or 'False'."""
        return ask("check_if_dir_exists", dir_path)

    def get_size(file_or_dir_path=""):
        """Bytes of a file or directory, of the whole memory for ''."""
        return ask("get_size", file_or_dir_path)

    def go_to_link(link_string):
        """The text of the note that a link names, or an error text."""
        return ask("go_to_link", link_string)

    def search_memory(query, limit=10):
        """Lines 'path: heading: - key: value' that bear on the query, best first."""
        return ask("search_memory", query, str(limit))

    def get_fact(file_path, key, heading=None):
        """The value of the fact '- key: value', or an error text."""
        return ask("get_fact", file_path, key, "" if heading is None else heading)

    def set_fact(file_path, key, value, heading=None):
        """Give a fact this value, or add it; True, or an error text."""
        if type(value) in (int, float):
            value = str(value)
        return ask(
            "set_fact", file_path, key, value, "" if heading is None else heading
        )

    def add_link(path_a, path_b, relation=None, inverse=None):
        """Link two notes to each other; True, or an error text."""
        return ask(
            "add_link",
            path_a,
            path_b,
            "" if relation is None else relation,
            "" if inverse is None else inverse,
        )

    standard = frozenset(names)
    for function in (
        create_file,
        update_file,
        read_file,
        delete_file,
        check_if_file_exists,
        create_dir,
        list_files,
        check_if_dir_exists,
        get_size,
        go_to_link,
        search_memory,
        get_fact,
        set_fact,
        add_link,
    ):
        names[function.__name__] = function

    def offer(name, value, module):
        # Beside the built-ins, so that the block's own names are only those it sets; a name that
        # a built-in has goes to the block, or the standard library would trip over it.
        if name in standard:
            module[name] = value
            return True
        names[name] = value
        return False

    def make(kind, *items):
        if kind == "list":
            return list(items)
        if kind == "tuple":
            return tuple(items)
        if kind == "dict":
            return dict(zip(items[::2], items[1::2]))
        if kind == "int":
            return int(items[0])
        return None

    def lookup(name):
        return names.get(name)

    def describe(value):
        # (kind, size, content): what a value is, and itself; its repr where it is of another kind
        kind = type(value)
        try:
            if kind in sized:
                return (kind.__name__, len(value), value)
            if kind in plain:
                return (kind.__name__, 0, value)
            if kind in skipped:
                return ("skip", 0, "")
            try:
                text = repr(value)
                return ("other", len(text), text[:repr_chars_max])
            except BaseException as e:
                return ("other", 0, f"<{kind.__name__}: its repr raised {type(e).__name__}>")
        except BaseException:
            return ("skip", 0, "")  # not even its class says what it is

    def survey(module, count_max):
        # name, kind, size, content of each of the block's variables, all in one answer: each
        # question from outside costs more than a line here. The last item: how many were left out.
        found = []
        left = 0
        for name, value in list(module.items()):
            if type(name) is not str or name[:2] == "__":
                continue
            if len(found) >= 4 * count_max:
                left += 1
                continue
            kind, size, content = describe(value)
            if kind != "skip":
                found += (name, kind, size, content)
        found.append(left)
        return found

    return (offer, make, describe, survey, lookup)


__prelude
