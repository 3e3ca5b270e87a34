package memagent.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the modules, and what only one of them may do. */
class ArchitectureTest {

  /** What a module names in its pom; it may use what those use as well. */
  private static final Map<String, Set<String>> USES =
      Map.of(
          "vault", Set.of(),
          "sandbox", Set.of("vault"),
          "model", Set.of(),
          "infer", Set.of("model"),
          "agent", Set.of("vault", "sandbox", "model"),
          "bench", Set.of("agent"),
          "train", Set.of("agent", "bench", "infer"),
          "embed", Set.of("vault"),
          "mcp", Set.of("agent", "vault"),
          "app",
              Set.of(
                  "vault", "sandbox", "model", "infer", "agent", "bench", "train", "embed", "mcp"));

  /** What nobody may guess is drawn where it is used, and cannot be made again. */
  private static final Set<String> KEY_MAKERS =
      Set.of("memagent.vault.MemoryKey", "memagent.vault.KeyFile");

  /** Whose types a module may name beside the JDK's and JSpecify's. */
  private static final Map<String, Set<String>> FOREIGN =
      Map.of(
          "vault",
              Set.of(
                  "org.commonmark..",
                  "org.snakeyaml..",
                  "com.github.difflib..",
                  "org.jgrapht..",
                  "org.apache.lucene..",
                  "org.tartarus.snowball..",
                  "com.ibm.icu..",
                  "org.eclipse.jgit..",
                  "org.bouncycastle..",
                  "org.iban4j.."),
          "sandbox", Set.of("org.graalvm.."),
          "model", Set.of("com.openai..", "okhttp3..", "kotlin..", "com.fasterxml.jackson.."),
          "infer", Set.of(),
          "agent", Set.of("com.fasterxml.jackson.."),
          "bench", Set.of("com.fasterxml.jackson..", "org.jgrapht.."),
          "train", Set.of("org.bytedeco..", "jdk.incubator.vector..", "com.fasterxml.jackson.."),
          "embed", Set.of(),
          "mcp",
              Set.of(
                  "io.modelcontextprotocol..",
                  "com.nimbusds..",
                  "com.fasterxml.jackson..",
                  "reactor..",
                  "org.eclipse.jetty..",
                  "jakarta.servlet.."),
          "app", Set.of("picocli..", "org.jline..", "me.tongfei..", "com.fasterxml.jackson.."));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("memagent");

  static Stream<String> modules() {
    return USES.keySet().stream().sorted();
  }

  private static String packageOf(String module) {
    return "memagent." + module + "..";
  }

  private static Set<String> reachable(String module) {
    Set<String> all = new TreeSet<>(Set.of(module));
    USES.get(module).forEach(used -> all.addAll(reachable(used)));
    return all;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void arrowsPointOneWay(String module) {
    List<String> allowed =
        new ArrayList<>(reachable(module).stream().map(ArchitectureTest::packageOf).toList());
    allowed.addAll(FOREIGN.get(module));
    allowed.addAll(List.of("java..", "javax..", "com.sun.net.httpserver..", "org.jspecify.."));
    classes()
        .that(resideInAPackage(packageOf(module)))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(JavaClass.Predicates.equivalentTo(Object[].class))
                .or(JavaClass.Predicates.type(Object.class))
                .or(PRIMITIVE))
        .because("this is what docs/architecture.md and the poms say")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static final DescribedPredicate<JavaClass> PRIMITIVE =
      DescribedPredicate.describe(
          "a primitive or an array of one", type -> type.getBaseComponentType().isPrimitive());

  @Test
  void eachModuleIsOneFlatPackage() {
    classes()
        .should()
        .resideInAnyPackage(modules().map(name -> "memagent." + name).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void onlyAppReadsTheEnvironmentAndEndsTheProgram() {
    noClasses()
        .that(
            resideInAPackage("memagent..")
                .and(DescribedPredicate.not(resideInAPackage("memagent.app"))))
        .should()
        .callMethodWhere(
            call(System.class, "getenv", "setProperty", "getProperties", "exit", "console"))
        .orShould()
        .callMethodWhere(call(Runtime.class, "exit"))
        .because("app reads the surroundings once and hands them down")
        .check(CLASSES);
  }

  @Test
  void onlyAppReadsTheClock() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage("memagent.app")))
        .should()
        .callMethodWhere(call(System.class, "currentTimeMillis"))
        .orShould()
        .callMethodWhere(call(java.time.Instant.class, "now"))
        .orShould()
        .callMethodWhere(call(java.time.LocalDate.class, "now"))
        .orShould()
        .callMethodWhere(call(java.time.LocalDateTime.class, "now"))
        .orShould()
        .callMethodWhere(call(java.time.ZonedDateTime.class, "now"))
        .orShould()
        .callMethodWhere(call(java.time.OffsetDateTime.class, "now"))
        .orShould()
        .callMethodWhere(call(java.time.Clock.class, "systemUTC", "systemDefaultZone", "system"))
        .orShould()
        .callMethodWhere(call(java.time.InstantSource.class, "system"))
        .because("a clock is handed down, so that a test can hold it still")
        .check(CLASSES);
  }

  @Test
  void onlyAppDrawsAtRandom() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage("memagent.app")))
        .and(
            DescribedPredicate.describe(
                "make no keys", (JavaClass type) -> !KEY_MAKERS.contains(type.getName())))
        .should()
        .callMethodWhere(call(Math.class, "random"))
        .orShould()
        .callMethodWhere(call(java.util.UUID.class, "randomUUID"))
        .orShould()
        .callMethodWhere(call(java.util.concurrent.ThreadLocalRandom.class, "current"))
        .orShould()
        .callMethodWhere(call(java.util.random.RandomGenerator.class, "getDefault"))
        .orShould()
        .callConstructor(java.util.Random.class)
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .because("a generator is handed down, so that a run can be made again")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaMethodCall> call(Class<?> owner, String... names) {
    Set<String> all = Set.of(names);
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + String.join("/", names),
        call ->
            call.getTargetOwner().isEquivalentTo(owner)
                && all.contains(call.getTarget().getName()));
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Helpers|Util|Utils)(\\$.*)?")
        .check(CLASSES);
  }

  @Test
  void everyModuleOfTheBuildIsSeenHere() {
    Set<String> seen =
        CLASSES.stream()
            .map(type -> type.getPackageName().split("\\.")[1])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(seen).containsAll(House.modulesOfTheBuild()).isSubsetOf(USES.keySet());
  }
}
