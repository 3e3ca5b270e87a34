package memagent.infer;

/**
 * How many threads compute.
 *
 * <p>A model below half a billion parameters decodes a token in a few milliseconds and gains little
 * from a second thread, but loses most of its speed when another program takes that thread's core,
 * because the first one spins until the second is done. One thread is the default there; prompts
 * are long enough for all cores.
 */
record LlamaThreads(int decode, int batch) {
  private static final long SMALL_PARAMETERS_MAX = 500_000_000L;
  private static final int THREADS_MAX = 8;

  static LlamaThreads choose(LlamaSettings settings, long parameterCount) {
    int cores = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, THREADS_MAX);
    int decode = parameterCount < SMALL_PARAMETERS_MAX ? 1 : cores;
    return new LlamaThreads(
        settings.decodeThreads() > 0 ? settings.decodeThreads() : decode,
        settings.batchThreads() > 0 ? settings.batchThreads() : cores);
  }
}
