package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.random.NamedType.Sort;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Enums, domains, composite types and collations of the schema's own. */
final class OwnTypes implements Feature {
    @Override
    public void addTypes(Draft draft) {
        if (draft.servers().extensions()) {
            draft.types().addAll(EXTENSIONS);
        }
        Dice dice = draft.dice();
        if (dice.oneIn(2)) {
            addOften(draft, enumeration(draft));
        }
        if (dice.oneIn(2)) {
            addOften(draft, domain(draft));
        }
        if (dice.oneIn(3)) {
            addOften(draft, composite(draft));
        }
        if (dice.oneIn(4)) {
            addOften(draft, indifferentText(draft));
        }
    }

    private static final List<ValueType> EXTENSIONS = List.of(
            ValueType.of("ext.citext", true, List.of("a", "A", "ä", "Ä", "", "b\nB")),
            ValueType.of("ext.hstore", true, List.of("", "a=>1", "\"a \"=>NULL,\"\"=>\"\\\"\"", "A=>\"NULL\"")),
            ValueType.of("ext.ltree", true, List.of("", "a", "a.b", "A.b")));

    /** A type that is there should be used. */
    private static void addOften(Draft draft, ValueType type) {
        Stream.of(type, type, type, type, type, type, type.array()).forEach(draft.types()::add);
    }

    private static ValueType enumeration(Draft draft) {
        TableName name = draft.newTypeName();
        Set<String> labels = new LinkedHashSet<>(List.of("sad", "Sad"));
        for (int i = draft.dice().between(1, 4); i > 0; i--) {
            labels.add("l" + Texts.any(draft.dice()));
        }
        String literals =
                labels.stream().map(label -> new Literal(label).toString()).collect(joining(", "));
        draft.make(new NamedType(name, Sort.ENUM, "create type " + name + " as enum (" + literals + ")"));
        return ValueType.of(name.toString(), true, List.copyOf(labels));
    }

    private static ValueType domain(Draft draft) {
        TableName name = draft.newTypeName();
        ValueType base = draft.anyType();
        String check = draft.dice().oneIn(2) ? " check (value is null or value::text <> 'forbidden')" : "";
        draft.make(new NamedType(name, Sort.DOMAIN, "create domain " + name + " as " + base + check));
        return base.domain(name.toString());
    }

    private static ValueType composite(Draft draft) {
        TableName name = draft.newTypeName();
        ValueType one = draft.anyType();
        ValueType two = draft.anyType();
        draft.make(new NamedType(
                name, Sort.COMPOSITE, "create type " + name + " as (\"a b\" " + one + ", \"group\" " + two + ")"));
        return new ValueType(
                name.toString(),
                "",
                one.ordered() && two.ordered(),
                dice -> "row(" + (dice.oneIn(5) ? "null" : one.draw().apply(dice)) + ", "
                        + two.draw().apply(dice) + ")::" + name);
    }

    /** Texts that differ in their bytes, and are equal. */
    private static ValueType indifferentText(Draft draft) {
        TableName name = draft.newTypeName();
        draft.make(new NamedType(
                name,
                Sort.COLLATION,
                "create collation " + name + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"));
        return ValueType.of("text", true, List.of("a", "A", "b", "B", "é", "É", ""))
                .collate(name.toString());
    }
}
