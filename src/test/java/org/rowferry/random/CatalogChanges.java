package org.rowferry.random;

import java.util.List;
import org.rowferry.random.NamedType.Sort;
import org.rowferry.random.Outcome.Refused;
import org.rowferry.random.Outcome.Right;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.TableName;

/** What is changed in the source's catalog and leaves the rows as they are. */
final class CatalogChanges {
    static final List<Incident> ALL = List.of(
            new Incident("renamed and back", CatalogChanges::rename),
            new Incident("another schema and back", CatalogChanges::schema),
            new Incident("another owner and back", CatalogChanges::owner),
            new Incident("rights are taken away", CatalogChanges::revoke),
            new Incident("row security is enabled", CatalogChanges::rowSecurity),
            new Incident("comments and statistics", CatalogChanges::comment),
            new Incident("another default", CatalogChanges::defaults),
            new Incident("a domain's default", CatalogChanges::domain),
            new Incident("the clock is set back", CatalogChanges::clock));

    private CatalogChanges() {}

    private static List<SchemaEvent> harmless(Draft draft, String incident, Who who, String... statements) {
        return Incidents.acts(draft, who, List.of(statements), new Right(incident));
    }

    private static List<SchemaEvent> rename(Draft draft, DraftTable table) {
        TableName away =
                new TableName(table.name().schema(), draft.newName("away").name());
        return harmless(
                draft,
                "renamed and back",
                Who.SOURCE_OWNER,
                "alter table " + table.name() + " rename to " + away.name(),
                Incidents.change(draft, table).replace(table.name().toString(), away.toString()),
                "alter table " + away + " rename to " + table.name().name());
    }

    private static List<SchemaEvent> schema(Draft draft, DraftTable table) {
        TableName away =
                new TableName(draft.dice().any(draft.schemas()), table.name().name());
        if (away.equals(table.name())) {
            return List.of();
        }
        return harmless(
                draft,
                "another schema and back",
                Who.SOURCE_OWNER,
                "alter table " + table.name() + " set schema " + away.schema(),
                "alter table " + away + " set schema " + table.name().schema());
    }

    private static List<SchemaEvent> owner(Draft draft, DraftTable table) {
        return harmless(
                draft,
                "another owner and back",
                Who.SOURCE_SUPERUSER,
                "alter table " + table.name() + " owner to postgres",
                Incidents.change(draft, table),
                "alter table " + table.name() + " owner to random_owner");
    }

    private static List<SchemaEvent> revoke(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of("revoke select on " + table.name() + " from random_exporter"),
                new Refused(
                        "rights are taken away",
                        OperatorCommands.Host.SOURCE,
                        "permission denied|may not",
                        List.of(new SchemaEvent.Sql(
                                Who.SOURCE_OWNER, "grant select on " + table.name() + " to random_exporter"))));
    }

    private static List<SchemaEvent> rowSecurity(Draft draft, DraftTable table) {
        return Incidents.acts(
                draft,
                Who.SOURCE_OWNER,
                List.of("create policy writers on " + table.name() + " to random_writer using (true);\nalter table "
                        + table.name() + " enable row level security"),
                new Refused(
                        "row security is enabled",
                        OperatorCommands.Host.SOURCE,
                        "row security",
                        List.of(new SchemaEvent.Sql(
                                Who.SOURCE_OWNER,
                                "alter table " + table.name() + " disable row level security;\ndrop policy writers on "
                                        + table.name()))));
    }

    private static List<SchemaEvent> comment(Draft draft, DraftTable table) {
        return harmless(
                draft,
                "comments and statistics",
                Who.SOURCE_OWNER,
                "comment on table " + table.name() + " is 'looked at';\nalter table " + table.name() + " alter column "
                        + table.key().get(0) + " set statistics 7;\nanalyze " + table.name());
    }

    private static List<SchemaEvent> defaults(Draft draft, DraftTable table) {
        List<DraftColumn> free = Incidents.settable(table);
        if (free.isEmpty()) {
            return List.of();
        }
        DraftColumn column = draft.dice().any(free);
        return harmless(
                draft,
                "another default",
                Who.SOURCE_OWNER,
                "alter table " + table.name() + " alter column " + column.name() + " set default "
                        + column.type().draw().apply(draft.dice()));
    }

    private static List<SchemaEvent> domain(Draft draft, DraftTable table) {
        return Incidents.someType(draft, table, type -> type.sort() == Sort.DOMAIN)
                .map(domain -> harmless(
                        draft,
                        "a domain's default",
                        Who.SOURCE_OWNER,
                        "alter domain " + domain.name() + " set default null;\nalter domain " + domain.name()
                                + " drop default"))
                .orElse(List.of());
    }

    /** What was noted before looks as if it came from days ahead. */
    private static List<SchemaEvent> clock(Draft draft, DraftTable table) {
        return harmless(
                draft,
                "the clock is set back",
                Who.SOURCE_SUPERUSER,
                "update rowferry.export_bundle set exported_at = exported_at + interval '"
                        + draft.dice().any(1, 40) + " days'");
    }
}
