/**
 * The markdown memory on disk: notes, links, facts, limits, transactions, search and history.
 *
 * <p>Start at {@link memagent.vault.Vault}, one folder opened as a memory. {@link
 * memagent.vault.Vault#begin} gives a {@link memagent.vault.VaultTransaction}: what a block of code
 * reads and changes, kept apart until {@link memagent.vault.VaultTransaction#commit} writes all of
 * it or none. Every place is a {@link memagent.vault.NotePath}, which cannot leave the memory.
 *
 * <p>For reading, {@link memagent.vault.Note} is one parsed file (headings, {@link
 * memagent.vault.Fact}, {@link memagent.vault.WikiLink}, tables, frontmatter) and {@link
 * memagent.vault.LinkGraph} all of them together. {@code NoteParser} takes a note apart, and {@code
 * PlainNotes} the many that need no markdown parser.
 *
 * <p>One fact is read and set by its name, however the note writes it: {@link
 * memagent.vault.KeyedValues} says where facts are, {@code FactEdit} and {@code FactPlaces} change
 * and add them, {@code LinkEdit} links notes, and {@link memagent.vault.Namesake} is who may be
 * meant instead. {@link memagent.vault.Repairs} finds what can be put right between notes.
 *
 * <p>For finding, {@link memagent.vault.Vault#index} is the {@link memagent.vault.SearchIndex}:
 * words of a question lead to {@link memagent.vault.SearchHit}s, each a {@link
 * memagent.vault.Passage} of a note. {@code WordAnalyzer} says what a word is, {@code
 * PassageReader} what a passage is, {@code PassageSearch} and {@code LinkWalk} which ones answer;
 * {@code IndexStore} is Lucene's side. {@link memagent.vault.LooseNotes} does the same in notes
 * that lie in no folder.
 *
 * <p>{@link memagent.vault.History} has what became of a memory, by whom and why, says what a fact
 * was before ({@link memagent.vault.FactValue}), takes changes back ({@link
 * memagent.vault.UndoOutcome}), and shows the memory as it was ({@link memagent.vault.AsOf});
 * {@link memagent.vault.Backup} puts all of it into one file. Behind it, {@code Inbox} holds
 * transactions until {@code HistoryWriter} makes commits of them in {@code GitStore}, and {@code
 * HandEdits} finds what was changed without this program. {@link memagent.vault.LineSource} says
 * whose a line is; {@link memagent.vault.Outside}, which notes are nobody's own.
 *
 * <p>{@link memagent.vault.Forget} takes something out of all of this for good: {@link
 * memagent.vault.ForgetWords} says where it stands, {@code NoteForget} what a note loses, {@code
 * GitRewrite} makes the history anew, {@code ForgetLook} searches every byte at the end.
 *
 * <p>{@link memagent.vault.Encryption} seals all of this, and opens it again: {@link
 * memagent.vault.MemoryKey} is the cipher, at the one place where {@code DiskFolder} reads, {@code
 * Journal} writes and {@code GitStore} does both; {@code KeyFile} is what a passphrase opens, and
 * {@code PlainLook} searches every byte at the end.
 *
 * <p>Below that: {@code DiskFolder} finds a path on the disk without following links, {@code
 * VaultLock} keeps writers apart, {@code Journal} makes several writes one, and {@code TextEdit}
 * replaces a passage and nothing else. {@code docs/memory-format.md} describes the files.
 */
@NullMarked
package memagent.vault;

import org.jspecify.annotations.NullMarked;
