import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the notes of a run as a table, as JSON and as a plot: java Render NOTES FIGURES FOLDER NAME. */
final class Render {
    private Render() {}

    public static void main(String[] args) throws IOException {
        Results results = Results.read(Path.of(args[0]));
        List<Figure> figures = Figure.read(Path.of(args[1]));
        Path folder = Files.createDirectories(Path.of(args[2]));
        String name = args[3];
        Files.writeString(folder.resolve(name + ".md"), new Markdown(results, figures).page(name + ".svg"));
        Files.writeString(folder.resolve(name + ".json"), Json.of(results, figures));
        Files.writeString(folder.resolve(name + ".svg"), new Svg(results).plot());
    }
}
