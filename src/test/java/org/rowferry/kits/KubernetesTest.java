package org.rowferry.kits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.exporter.ExporterSettings;

/** The manifests of both kits, read by the types of Kubernetes, and held against the units of systemd. */
class KubernetesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    private Path folder;

    /** The job of one kit, which has the kit's name without its ending. */
    record Kit(String name) {
        String job() {
            return name.replaceFirst("er$", "");
        }

        List<JsonNode> manifests() throws IOException {
            try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class)
                    .readValues(Path.of(name, "kubernetes.yaml").toFile())) {
                return documents.readAll();
            }
        }

        JsonNode ofKind(String kind) throws IOException {
            return manifests().stream()
                    .filter(manifest -> manifest.at("/kind").asText().equals(kind))
                    .findFirst()
                    .orElseThrow();
        }

        JsonNode jobSpec() throws IOException {
            return ofKind("CronJob").at("/spec/jobTemplate/spec");
        }

        String unit() throws IOException {
            return Files.readString(Path.of(name, "rowferry-" + job() + ".service"));
        }
    }

    static Stream<Kit> kits() {
        return Stream.of(new Kit("exporter"), new Kit("importer"));
    }

    @ParameterizedTest
    @MethodSource("kits")
    void manifests_haveTheFieldsThatKubernetesKnowsAndNeeds(Kit kit) throws IOException {
        for (JsonNode manifest : kit.manifests()) {
            validate(manifest);
        }
        assertThat(kit.manifests()).hasSize(3);
        String misspelt = kit.ofKind("CronJob").toString().replace("fsGroup\"", "fsGroups\"");
        assertThatThrownBy(() -> validate(YAML.readTree(misspelt))).hasMessageContaining("`fsGroups`");
    }

    private static void validate(JsonNode manifest) throws IOException {
        JsonElement json = JsonParser.parseString(manifest.toString());
        switch (manifest.at("/kind").asText()) {
            case "CronJob" -> V1CronJob.validateJsonElement(json);
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(json);
            case "PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonElement(json);
            default -> throw new IllegalArgumentException("a manifest of another kind: " + manifest);
        }
    }

    @ParameterizedTest
    @MethodSource("kits")
    void configurationInTheManifest_isReadWithoutProblem(Kit kit) throws IOException {
        Path file = folder.resolve(kit.name() + ".yaml");
        Files.writeString(
                file,
                kit.ofKind("ConfigMap").at("/data").get(kit.name() + ".yaml").asText());
        Configuration configuration = Configuration.read(file);
        if (kit.name().equals("exporter")) {
            assertThat(ExporterSettings.read(configuration.root(), Map.of()).toString())
                    .contains("Order-Lines");
        } else {
            assertThat(ImporterFile.read(configuration.root(), Map.of()).toString())
                    .contains("Order-Lines");
        }
        configuration.finish();
    }

    @ParameterizedTest
    @MethodSource("kits")
    void exitCodesThatNeedAPerson_areThoseOfTheUnit(Kit kit) throws IOException {
        JsonNode rule = kit.jobSpec().at("/podFailurePolicy/rules/1");
        assertThat(rule.at("/action").asText()).isEqualTo("FailJob");
        assertThat(texts(rule.at("/onExitCodes/values")))
                .containsExactly(words("RestartPreventExitStatus", kit.unit()));
        assertThat(kit.jobSpec().at("/backoffLimit").asInt()).isEqualTo(retries(kit.unit()));
    }

    private static String[] words(String key, String unit) {
        Matcher line = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(unit);
        assertThat(line.find()).isTrue();
        return line.group(1).split(" ");
    }

    private static int retries(String unit) {
        return Integer.parseInt(words("StartLimitBurst", unit)[0]) - 1;
    }

    @ParameterizedTest
    @MethodSource("kits")
    void job_runsTheCommandOfTheUnitAtItsTime(Kit kit) throws IOException {
        JsonNode container = kit.jobSpec().at("/template/spec/containers/0");
        assertThat("/usr/bin/rowferry " + String.join(" ", texts(container.at("/args"))))
                .isEqualTo(String.join(" ", words("ExecStart", kit.unit())));
        assertThat(kit.jobSpec().at("/podFailurePolicy/rules/1/onExitCodes/containerName"))
                .isEqualTo(container.at("/name"));
        String timer = Files.readString(Path.of(kit.name(), "rowferry-" + kit.job() + ".timer"));
        assertThat(timer)
                .contains(kit.ofKind("CronJob")
                        .at("/spec/schedule")
                        .asText()
                        .replaceFirst("^(\\d+) (\\d) \\* \\* \\*$", "OnCalendar=*-*-* 0$2:$1:00"));
    }

    /** Kubernetes tells this only when a pod starts. */
    @ParameterizedTest
    @MethodSource("kits")
    void whateverAManifestNames_isInIt(Kit kit) throws IOException {
        JsonNode pod = kit.jobSpec().at("/template/spec");
        List<String> mounted = Stream.of("containers", "initContainers")
                .flatMap(containers -> elements(pod.at("/" + containers)))
                .flatMap(container -> elements(container.at("/volumeMounts")))
                .map(mount -> mount.at("/name").asText())
                .distinct()
                .toList();
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(named(pod, "/name"));
        assertThat(named(pod, "/configMap/name")).containsExactly(nameOf(kit, "ConfigMap"));
        assertThat(named(pod, "/persistentVolumeClaim/claimName"))
                .containsExactly(nameOf(kit, "PersistentVolumeClaim"));
    }

    private static List<String> named(JsonNode pod, String field) {
        return elements(pod.at("/volumes"))
                .map(volume -> volume.at(field).asText())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String nameOf(Kit kit, String kind) throws IOException {
        return kit.ofKind(kind).at("/metadata/name").asText();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(array::get);
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }
}
