package memagent.app;

/** What doctor found out about one thing. */
record Check(State state, String name, String detail) {

  /** How it is. */
  enum State {
    OK("ok"),
    WARN("warn"),
    FAIL("FAIL");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Check ok(String name, String detail) {
    return new Check(State.OK, name, detail);
  }

  static Check warn(String name, String detail) {
    return new Check(State.WARN, name, detail);
  }

  static Check fail(String name, String detail) {
    return new Check(State.FAIL, name, detail);
  }
}
