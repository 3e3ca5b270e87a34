package memagent.agent;

import java.util.List;

/** What a model's text means. */
public sealed interface AssistantTurn {

  /** What the model thought; may be empty. */
  String thought();

  /** What had to be put right to read it; empty for a text in the exact frame. */
  List<Repair> repairs();

  /**
   * The model's message as it goes into the history: what counts of it, with the closers that were
   * missing. It begins with exactly what the model wrote, so that a prefix cache still fits.
   */
  String message();

  /** Python to run. */
  record Act(String thought, String code, List<Repair> repairs, String message)
      implements AssistantTurn {
    public Act {
      repairs = List.copyOf(repairs);
    }
  }

  /** Words for the person. */
  record Reply(String thought, String reply, List<Repair> repairs, String message)
      implements AssistantTurn {
    public Reply {
      repairs = List.copyOf(repairs);
    }
  }

  /**
   * Neither.
   *
   * @param text what stands outside the tags; a reply, maybe
   */
  record Malformed(Fault fault, String thought, String text, List<Repair> repairs, String message)
      implements AssistantTurn {
    public Malformed {
      repairs = List.copyOf(repairs);
    }
  }

  /** Why a turn is of no use. */
  enum Fault {
    /** Nothing, or only empty tags. */
    EMPTY,
    /** A thought and nothing after it. */
    THOUGHT_ONLY,
    /** Words without tags. */
    PLAIN_TEXT,
    /** A block that the token limit cut; half a block does not run. */
    CUT_BLOCK
  }

  /** What was put right. */
  enum Repair {
    /** The text began inside the thought. */
    OPENED_INSIDE_THOUGHT,
    /** Words before the thought were ignored. */
    TEXT_BEFORE_THOUGHT,
    /** A tag was closed for the model. */
    MISSING_CLOSER,
    /** A tag was opened for the model. */
    MISSING_OPENER,
    /** A code fence inside the block was taken off. */
    FENCE_STRIPPED,
    /** A code fence that calls a function stood where the block should. */
    FENCE_AS_BLOCK,
    /** The block was indented as a whole. */
    INDENT_STRIPPED,
    /** A block and a reply: the reply was dropped. */
    REPLY_DROPPED,
    /** Several blocks: only the first one counts. */
    BLOCKS_DROPPED,
    /** An invented result and all after it was cut. */
    RESULT_CUT,
    /** The token limit cut the reply. */
    REPLY_CUT
  }
}
