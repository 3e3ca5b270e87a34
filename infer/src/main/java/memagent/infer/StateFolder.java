package memagent.infer;

import java.util.List;

/** placeholder. */
final class StateFolder implements AutoCloseable {
  static StateFolder of(LlamaSettings s, String f) {
    return new StateFolder();
  }

  boolean load(int[] tokens, int count, LiveSequence live) {
    return false;
  }

  void save(int[] tokens, int count, LiveSequence live) {}

  void useAdapters(List<LlamaAdapter.Use> uses) {}

  @Override
  public void close() {}
}
