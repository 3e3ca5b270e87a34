package memagent.infer;

/** How the KV cache stores its numbers. */
public enum KvType {
  /** 16-bit floats: exact enough to be the default. */
  F16(GgufTensorType.F16),
  /** 8-bit blocks: about half the memory and half the saved state. */
  Q8_0(GgufTensorType.Q8_0);

  private final GgufTensorType tensorType;

  KvType(GgufTensorType tensorType) {
    this.tensorType = tensorType;
  }

  GgufTensorType tensorType() {
    return tensorType;
  }
}
