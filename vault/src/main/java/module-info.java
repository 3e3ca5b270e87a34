/** The markdown memory on disk: notes, links, facts, limits, transactions and history. */
module memagent.vault {
  requires static transitive org.jspecify;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;
  requires org.snakeyaml.engine;
  requires io.github.javadiffutils;
  requires org.eclipse.jgit;

  exports memagent.vault;
}
