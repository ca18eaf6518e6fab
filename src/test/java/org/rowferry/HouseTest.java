package org.rowferry;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Guards the rooms: the table of who may lean on whom, and the one room that each library and each stream belongs to. */
@AnalyzeClasses(packages = "org.rowferry", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    private static final String[] ROOMS = {
        "report",
        "schema",
        "config",
        "connection",
        "postgres",
        "catalog",
        "ddl",
        "bundle",
        "depot",
        "proof",
        "capture",
        "exporter",
        "apply",
        "importer",
        "link",
        "compare",
        "unpack",
        "check",
        "watch",
        "runs",
        "cli"
    };
    /** The types that no other room uses, each with the reason why it is public. */
    private static final Map<String, String> PUBLIC_FOR = Map.of(
            "org.rowferry.cli.Main", "the JVM calls it",
            "org.rowferry.cli.ImporterFile", "tests of inboxes, links and kits read a whole configuration as cli does",
            "org.rowferry.cli.ExporterFile", "tests of kits read a whole configuration as cli does");

    private static final String[] DRIVER = {"org.postgresql..", "java.sql..", "javax.sql.."};

    @ArchTest
    static final ArchRule house_hasTheseRoomsAlone = classes()
            .should()
            .resideInAnyPackage(packages(ROOMS))
            .because("a room that is not in this table is not guarded by it");

    @ArchTest
    static final ArchRule rooms_formNoCycle = slices().matching("org.rowferry.(*)..")
            .should()
            .beFreeOfCycles()
            .because("rooms that lean on each other cannot be understood, nor changed, one at a time")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule report_leansOnNothing =
            room("report", rooms(), "every room raises failures, so it would close a cycle");

    @ArchTest
    static final ArchRule schema_leansOnReport =
            room("schema", rooms("report"), "values must not know where they are kept");

    @ArchTest
    static final ArchRule config_leansOnValues =
            room("config", rooms("report", "schema"), "it holds the mechanics alone; each room owns its own settings");

    @ArchTest
    static final ArchRule connection_leansOnConfig =
            room("connection", rooms("report", "schema", "config"), "a server is named before anybody speaks to it");

    @ArchTest
    static final ArchRule postgres_leansOnConnection = room(
            "postgres",
            rooms("report", "schema", "config", "connection"),
            "a session knows nothing of replication, nor of what a catalog says");

    @ArchTest
    static final ArchRule catalog_leansOnPostgres = room(
            "catalog",
            rooms("report", "schema", "config", "postgres"),
            "the catalog's facts are values, and serve every purpose");

    @ArchTest
    static final ArchRule ddl_leansOnCatalog = room(
            "ddl",
            rooms("report", "schema", "config", "connection", "postgres", "catalog"),
            "scripts are rendered from the catalog alone");

    @ArchTest
    static final ArchRule bundle_leansOnValues = room(
            "bundle",
            rooms("report", "schema"),
            "the format is the narrow waist: it must be readable without a server");

    @ArchTest
    static final ArchRule depot_leansOnNamesOfBundles = room(
            "depot",
            rooms("report", "schema", "config").or(namesOfBundles()),
            "a depot moves files and must never look into one");

    @ArchTest
    static final ArchRule proof_leansOnPostgres = room(
            "proof",
            rooms("report", "schema", "postgres"),
            "both sides digest rows in one way, and neither is known to it");

    @ArchTest
    static final ArchRule capture_leansOnCatalog = room(
            "capture",
            rooms("report", "schema", "config", "connection", "postgres", "catalog"),
            "reading what changed must not know what becomes of it");

    @ArchTest
    static final ArchRule exporter_leansOnTheSourceSide = room(
            "exporter",
            rooms(
                    "report",
                    "schema",
                    "config",
                    "connection",
                    "postgres",
                    "catalog",
                    "proof",
                    "capture",
                    "bundle",
                    "depot"),
            "the two sides meet in the bundle alone");

    @ArchTest
    static final ArchRule apply_leansOnCatalog = room(
            "apply",
            rooms("report", "schema", "config", "connection", "postgres", "catalog", "proof"),
            "rows get into a target in the same way, whether a bundle or a link brings them");

    @ArchTest
    static final ArchRule importer_leansOnTheTargetSide = room(
            "importer",
            rooms(
                    "report",
                    "schema",
                    "config",
                    "connection",
                    "postgres",
                    "catalog",
                    "proof",
                    "apply",
                    "bundle",
                    "depot"),
            "the two sides meet in the bundle alone, and a target may hold a bundle and nothing else");

    @ArchTest
    static final ArchRule link_leansOnBothEnds = room(
            "link",
            rooms("report", "schema", "config", "connection", "postgres", "catalog", "proof", "capture", "apply"),
            "a link needs no file: it is the importer's sibling, and neither knows the other");

    @ArchTest
    static final ArchRule compare_leansOnBothEnds = room(
            "compare",
            rooms("report", "schema", "config", "connection", "postgres", "catalog", "proof", "capture", "apply"),
            "both ends are within reach, and whatever brought the rows is of no matter");

    @ArchTest
    static final ArchRule unpack_leansOnTheBundle = room(
            "unpack",
            rooms("report", "schema", "bundle", "depot", "ddl"),
            "files for other databases are made where there is no server");

    @ArchTest
    static final ArchRule check_leansOnBothSides = room(
            "check",
            rooms(
                    "report",
                    "schema",
                    "config",
                    "connection",
                    "postgres",
                    "catalog",
                    "bundle",
                    "depot",
                    "exporter",
                    "apply",
                    "importer",
                    "link"),
            "a check asks the classes that the jobs ask, and looks at both sides at once");

    @ArchTest
    static final ArchRule watch_leansOnConfig =
            room("watch", rooms("report", "config"), "who is told of a run must not reach into its work, nor undo it");

    @ArchTest
    static final ArchRule runs_leansOnPostgres = room(
            "runs",
            rooms("report", "schema", "postgres"),
            "the history of runs must not reach into their work, nor be a part of their transactions");

    @ArchTest
    static final ArchRule statements_areSentByPostgresAlone = only(
            "org.rowferry.postgres..",
            "settings, timeouts and cancelling are decided in one room",
            "java.sql..",
            "javax.sql..");

    @ArchTest
    static final ArchRule driver_isTouchedByConnectionAndPostgresAlone = noClasses()
            .that()
            .resideOutsideOfPackages("org.rowferry.connection..", "org.rowferry.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.postgresql..")
            .because("another driver would be a matter of two rooms");

    @ArchTest
    static final ArchRule postgres_showsTypesOfItsOwn = methods()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage("org.rowferry.connection..", "org.rowferry.postgres..")
                    .and(describe("are public", type -> type.getModifiers().contains(PUBLIC))))
            .and()
            .arePublic()
            .should()
            .notHaveRawReturnType(resideInAnyPackage(DRIVER))
            .andShould()
            .notHaveRawParameterTypes(anyElementThat(resideInAnyPackage(DRIVER)))
            .andShould()
            .notDeclareThrowableOfType(SQLException.class)
            .because("a driver's type in a signature takes the driver into the room that calls")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule compression_isTouchedByBundleAlone = only(
            "org.rowferry.bundle..",
            "how a bundle is packed is the format's own affair",
            "org.apache.commons.compress..",
            "com.github.luben.zstd..");

    @ArchTest
    static final ArchRule templates_areTouchedByTwoRooms = noClasses()
            .that()
            .resideOutsideOfPackages("org.rowferry.ddl..", "org.rowferry.runs..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.mustachejava..")
            .because("the engine is told there how to quote SQL and HTML, and what to refuse");

    @ArchTest
    static final ArchRule commandLine_isTouchedByCliAlone =
            only("org.rowferry.cli..", "the other rooms must be usable without a command line", "picocli..");

    @ArchTest
    static final ArchRule yaml_isTouchedByConfigAlone = only(
            "org.rowferry.config..",
            "all problems of a file are told at once, by the room that read it",
            "com.fasterxml.jackson.dataformat.yaml..",
            "org.yaml.snakeyaml..");

    @ArchTest
    static final ArchRule embeddedServers_areTouchedByTheDemoAlone =
            only("org.rowferry.cli.demo..", "the jar that users install does not hold them", "io.zonky..");

    @ArchTest
    static final ArchRule standardStreams_belongToCli = noClasses()
            .that()
            .resideOutsideOfPackage("org.rowferry.cli..")
            .should(ACCESS_STANDARD_STREAMS)
            .because("standard output may be a script or JSON, which one stray line would spoil")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule javaUtilLogging_isNotUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("a run tells its operator what happens through the journal");

    @ArchTest
    static final ArchRule digests_areMadeInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.rowferry.schema.Sha256")
            .should()
            .callMethod(MessageDigest.class, "getInstance", String.class)
            .because("names, fingerprints and bundles are digested alike");

    @ArchTest
    static final ArchRule types_arePublicOnlyForOtherRooms = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .arePublic()
            .and(describe("have no other reason to be public", type -> !PUBLIC_FOR.containsKey(type.getName())))
            .should(beUsedByAnotherRoom())
            .because("the public types of a room are its doors: who reads them has read what the other rooms need");

    private static ArchRule room(String name, DescribedPredicate<JavaClass> others, String because) {
        DescribedPredicate<JavaClass> house = resideInAPackage("org.rowferry..");
        return classes()
                .that()
                .resideInAPackage("org.rowferry." + name + "..")
                .should()
                .onlyDependOnClassesThat(rooms(name).or(others).or(not(house)))
                .because(because)
                .allowEmptyShould(true);
    }

    private static ArchRule only(String room, String because, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .because(because)
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> beUsedByAnotherRoom() {
        return new ArchCondition<>("be used by another room") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                // A room may take a value from another room and hand it on, and never touch a member of it.
                Stream<JavaClass> takers = type.getMethodsWithReturnTypeOfSelf().stream()
                        .flatMap(method -> method.getAccessesToSelf().stream())
                        .map(JavaAccess::getOriginOwner);
                Stream<JavaClass> users =
                        type.getDirectDependenciesToSelf().stream().map(Dependency::getOriginClass);
                boolean isUsed = Stream.concat(users, takers)
                        .anyMatch(user -> !user.getPackageName().equals(type.getPackageName()));
                events.add(new SimpleConditionEvent(
                        type, isUsed, type.getName() + " is public, and its own room alone uses it"));
            }
        };
    }

    private static DescribedPredicate<JavaClass> rooms(String... names) {
        return resideInAnyPackage(packages(names));
    }

    private static DescribedPredicate<JavaClass> namesOfBundles() {
        Set<String> names = Set.of("org.rowferry.bundle.BundleName", "org.rowferry.bundle.Compression");
        return describe("are names of bundles", type -> names.contains(type.getName()));
    }

    private static String[] packages(String... rooms) {
        return Stream.of(rooms).map(room -> "org.rowferry." + room + "..").toArray(String[]::new);
    }
}
