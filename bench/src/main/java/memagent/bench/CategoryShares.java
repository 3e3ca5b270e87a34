package memagent.bench;

/** How often each category comes up; the parts need not add up to 1. */
public record CategoryShares(double retrieval, double update, double clarification, double filter) {

  /** The reference's: retrieval 59.6 % with filters (22 and 12 of 34), 19.3 % and 21.1 %. */
  public static final CategoryShares REFERENCE = new CategoryShares(0.386, 0.193, 0.211, 0.210);

  Category pick(Dice dice) {
    return switch (dice.weighted(retrieval, update, clarification, filter)) {
      case 0 -> Category.RETRIEVAL;
      case 1 -> Category.UPDATE;
      case 2 -> Category.CLARIFICATION;
      default -> Category.FILTER;
    };
  }
}
