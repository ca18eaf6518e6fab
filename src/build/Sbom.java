import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Adds to the SBOM what no pom names: the part that is compiled from its sources, and the machine code inside of a part. */
final class Sbom {
    private static final Path DIGESTS = Path.of("src/build/dependencies.sha256");

    private Sbom() {}

    public static void main(String[] args) throws Exception {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        JsonNode sbom = mapper.readTree(new File(args[0]));
        compiledFromSources(component(sbom, "picocli"));
        try (JarFile jar = new JarFile(args[1])) {
            machineCode(component(sbom, "zstd-jni"), jar);
        }
        mapper.writeValue(new File(args[0]), sbom);
    }

    private static ObjectNode component(JsonNode sbom, String name) {
        for (JsonNode component : sbom.get("components")) {
            if (component.get("name").asText().equals(name)) {
                return (ObjectNode) component;
            }
        }
        throw new IllegalStateException("the SBOM has no component " + name);
    }

    private static void compiledFromSources(ObjectNode component) throws IOException {
        String sources = component.get("name").asText() + "-" + component.get("version").asText() + "-sources.jar";
        String digest = Files.readAllLines(DIGESTS).stream()
                .filter(line -> line.endsWith("  " + sources))
                .map(line -> line.substring(0, 64))
                .findFirst()
                .orElseThrow();
        component.putObject("pedigree").put("notes", "Compiled by the build of Rowferry from " + sources);
        ObjectNode distribution = component.withArray("/externalReferences").addObject();
        distribution.put("type", "source-distribution");
        distribution.put("url", component.get("purl").asText().replaceFirst("\\?.*", "?classifier=sources&type=jar"));
        hash(distribution, digest);
    }

    private static void machineCode(ObjectNode component, JarFile jar) throws Exception {
        List<JarEntry> libraries = jar.stream()
                .filter(entry -> entry.getName().matches(".*/libzstd-jni[^/]*"))
                .sorted(Comparator.comparing(JarEntry::getName))
                .collect(Collectors.toList());
        if (libraries.isEmpty()) {
            throw new IllegalStateException("the jar has no library of zstd");
        }
        component.withArray("/components").removeAll();
        String version = component.get("version").asText().replaceFirst("-.*", "");
        ObjectNode zstd = component.withArray("/components").addObject();
        zstd.put("type", "library").put("name", "zstd").put("version", version);
        zstd.put("purl", "pkg:github/facebook/zstd@v" + version);
        zstd.putArray("licenses").addObject().putObject("license").put("id", "BSD-3-Clause");
        for (JarEntry library : libraries) {
            ObjectNode file = component.withArray("/components").addObject();
            file.put("type", "file").put("name", library.getName());
            try (InputStream in = jar.getInputStream(library)) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
                hash(file, HexFormat.of().formatHex(digest));
            }
        }
    }

    private static void hash(ObjectNode node, String digest) {
        node.putArray("hashes").addObject().put("alg", "SHA-256").put("content", digest);
    }
}
