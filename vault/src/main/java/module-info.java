/** The markdown memory on disk: notes, links, facts, limits, transactions, search and history. */
module memagent.vault {
  requires static transitive org.jspecify;
  requires java.logging;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;
  requires org.snakeyaml.engine;
  requires io.github.javadiffutils;
  requires org.apache.lucene.core;
  requires org.apache.lucene.analysis.common;
  requires org.apache.lucene.analysis.icu;
  requires com.ibm.icu;
  requires org.eclipse.jgit;
  requires org.bouncycastle.provider;
  requires org.iban4j;

  exports memagent.vault;
}
