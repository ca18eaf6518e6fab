package org.rowferry.runs;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.reflect.MissingWrapper;
import com.github.mustachejava.reflect.ReflectionObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Mustache for HTML: every value is escaped, and a variable that nobody set is an error. */
final class ReportMustache extends DefaultMustacheFactory {
    private static final String TEMPLATE = "report.mustache";

    private ReportMustache() {
        super(name -> {
            InputStream template = Objects.requireNonNull(ReportMustache.class.getResourceAsStream(name), name);
            return new InputStreamReader(template, StandardCharsets.UTF_8);
        });
        setObjectHandler(new Strict());
    }

    static String render(ReportView values) {
        StringWriter page = new StringWriter();
        try {
            new ReportMustache().compile(TEMPLATE).execute(page, values).flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString();
    }

    private static final class Strict extends ReflectionObjectHandler {
        @Override
        public Wrapper find(String name, List<Object> scopes) {
            Wrapper found = super.find(name, scopes);
            if (found instanceof MissingWrapper) {
                throw new IllegalArgumentException("there is no variable '" + name + "'");
            }
            return found;
        }
    }
}
