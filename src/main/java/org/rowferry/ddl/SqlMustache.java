package org.rowferry.ddl;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.reflect.MissingWrapper;
import com.github.mustachejava.reflect.ReflectionObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Mustache for SQL: values are written as they are, since they quote themselves, and a variable nobody set is an error. */
final class SqlMustache extends DefaultMustacheFactory {

    SqlMustache(Templates templates) {
        super(path -> templates.open(path.startsWith("/") ? path.substring(1) : path));
        setObjectHandler(new Strict());
    }

    /**
     * Renders a template.
     *
     * @throws Failure if a template cannot be read or parsed, or names a variable that there is not
     */
    String render(String path, Object values) {
        try {
            StringWriter out = new StringWriter();
            compile(path).execute(out, values).flush();
            return out.toString();
        } catch (MustacheException e) {
            throw failure(path, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void encode(String value, Writer writer) {
        try {
            writer.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Failure failure(String path, MustacheException e) {
        TemplateContext where = null;
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
            where = cause instanceof MustacheException inner && inner.getContext() != null ? inner.getContext() : where;
            last = cause;
        }
        return new Failure(
                        Family.USAGE, "the template '" + nameOf(where, path) + "' cannot be used: " + last.getMessage())
                .because(e)
                .hint("Compare it with the file of that name in Rowferry's ddl-templates.");
    }

    private static String nameOf(@Nullable TemplateContext where, String otherwise) {
        String name = where == null ? otherwise : where.file();
        return name.startsWith("/") ? name.substring(1) : name;
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
