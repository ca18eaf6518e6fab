package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.LayoutNumber;
import org.rowferry.schema.Literal;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** One scope of the variables that a template may name; each value is of a type that quotes itself. */
final class Variables {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Returns the scopes of a loop; in each {@code comma} is what parts it from the next, and nothing in the last. */
    static List<Map<String, Object>> list(List<Variables> items, String comma) {
        List<Map<String, Object>> scopes = new ArrayList<>();
        for (Variables item : items) {
            scopes.add(item.set("comma", scopes.size() + 1 < items.size() ? comma : "")
                    .values());
        }
        return scopes;
    }

    Variables set(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** Sets a role, which a section asks for by its name, and its name as a constant. */
    Variables setRole(String name, Optional<Identifier> role) {
        return set(name, role)
                .set(name + "Name", role.map(Identifier::name).map(Literal::new))
                .set(name + "Literal", role.map(Literal::ofName));
    }

    /** Sets the schema that Rowferry keeps its own tables in. */
    Variables setOwnSchema(Identifier schema) {
        TableName registry = new TableName(schema, new Identifier("capture"));
        return set("schema", schema)
                .set("schemaLiteral", Literal.ofName(schema))
                .set("ownSchemaName", new Literal(schema.name()))
                .set("schemaComment", Comment.of(schema))
                .set("layout", LayoutNumber.newest())
                .set("captureLiteral", Literal.ofName(registry));
    }

    Variables setShadow(ShadowName shadow, Identifier schema) {
        TableName qualified = shadow.in(schema);
        return set("shadow", qualified)
                .set("shadowComment", Comment.of(qualified))
                .set("shadowLiteral", Literal.ofName(qualified))
                .set("shadowName", new Literal(shadow.identifier().name()));
    }

    Map<String, Object> values() {
        return values;
    }
}
