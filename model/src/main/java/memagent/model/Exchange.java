package memagent.model;

/** One call of a model and how it went. */
public record Exchange(ChatRequest request, ChatResponse response) {}
