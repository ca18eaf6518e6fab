package org.rowferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.rowferry.schema.Sha256;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The jars that the build uses are the ones that were looked at: those on the class path, and those that pom.xml names, plugins
 * and sources among them. {@code -Drowferry.golden=write} adds new ones; a jar of a known name keeps its digest.
 */
class DependencyChecksumsTest {
    private static final Path LIST = Path.of("src/build/dependencies.sha256");
    private static final String OURS = "rowferry";

    @Test
    void jarsOfTheBuild_haveTheDigestsThatWereCommitted() throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (Path jar : jars()) {
            found.put(jar.getFileName().toString(), Sha256.hex(Sha256.digest().digest(Files.readAllBytes(jar))));
        }
        assertThat(found).hasSizeGreaterThan(50);
        Map<String, String> listed = listed();
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            found.forEach(listed::putIfAbsent);
            Files.write(
                    LIST,
                    listed.entrySet().stream()
                            .map(jar -> jar.getValue() + "  " + jar.getKey())
                            .toList());
        }
        found.forEach((jar, digest) -> assertThat(digest)
                .as(
                        "SHA-256 of %s; a new version is added by: mvn test -Dtest=DependencyChecksumsTest"
                                + " -Drowferry.golden=write",
                        jar)
                .isEqualTo(listed.get(jar)));
    }

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        if (Files.exists(LIST)) {
            Files.readAllLines(LIST).forEach(line -> listed.put(line.substring(66), line.substring(0, 64)));
        }
        return listed;
    }

    private static List<Path> jars() throws Exception {
        List<Path> onClassPath = onClassPath();
        List<Path> jars = new ArrayList<>(onClassPath);
        Path repository = onClassPath.stream()
                .filter(jar -> jar.toString().contains("/org/postgresql/postgresql/"))
                .map(jar -> jar.resolve("../../../../..").normalize())
                .findFirst()
                .orElseThrow();
        for (Path folder : foldersOfThePom(repository)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(DependencyChecksumsTest::isJar).forEach(jars::add);
            }
        }
        return jars;
    }

    private static List<Path> onClassPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(Path::of)
                .filter(DependencyChecksumsTest::isJar)
                .filter(Predicate.not(jar -> jar.getFileName().toString().startsWith(OURS)))
                .toList();
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    /** Whatever the pom names by group, artifact and version, as far as it was fetched here. */
    private static List<Path> foldersOfThePom(Path repository)
            throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        Document pom = factory.newDocumentBuilder().parse(new File("pom.xml"));
        Map<String, String> properties = properties(pom);
        List<Path> folders = new ArrayList<>();
        NodeList all = pom.getElementsByTagName("artifactId");
        for (int i = 0; i < all.getLength(); i++) {
            Map<String, String> named = children((Element) all.item(i).getParentNode(), properties);
            Path folder = repository
                    .resolve(named.getOrDefault("groupId", "org.apache.maven.plugins")
                            .replace('.', '/'))
                    .resolve(named.getOrDefault("artifactId", ""))
                    .resolve(named.getOrDefault("version", "none"));
            if (Files.isDirectory(folder)) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private static Map<String, String> properties(Document pom) {
        return children((Element) pom.getElementsByTagName("properties").item(0), Map.of());
    }

    private static Map<String, String> children(Element element, Map<String, String> properties) {
        Map<String, String> children = new HashMap<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            String text = Pattern.compile("\\$\\{([^}]*)}")
                    .matcher(child.getTextContent())
                    .replaceAll(property -> properties.getOrDefault(property.group(1), "none"));
            children.put(child.getNodeName(), text.strip());
        }
        return children;
    }
}
