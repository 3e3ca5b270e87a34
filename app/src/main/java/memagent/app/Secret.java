package memagent.app;

/** Text that no log, message or trace may hold. */
record Secret(String value) {

  @Override
  public String toString() {
    return "***";
  }
}
