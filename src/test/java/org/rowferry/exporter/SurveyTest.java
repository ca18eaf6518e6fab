package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Sources.captured;
import static org.rowferry.capture.Sources.relation;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.capture.Sources.watched;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.Captured;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.SourceTable;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/** Tables that are planned: which views may be read for them, and what is locked. */
class SurveyTest {
    private static final TableName SHADOW = TableName.of("rowferry", "sh.op~1");

    @ParameterizedTest(name = "{0}, triggers {1}: views {2}, locks {3}")
    @CsvSource({
        "TABLE, true, false, table and shadow",
        "PARTITIONED_TABLE, true, false, table and shadow",
        "TABLE, false, false, table",
        "PARTITIONED_TABLE, false, true, table",
        "VIEW, false, true, table",
        "MATERIALIZED_VIEW, false, false, ''",
        "FOREIGN_TABLE, false, true, ''",
        "OTHER, false, true, ''"
    })
    void kind_decidesWhetherViewsAreRead_andWhatIsLocked(
            RelationKind kind, boolean triggers, boolean views, String locks) {
        Survey.Planned planned = planned(kind, triggers, Selection.EVERYTHING);
        assertThat(planned.mayReadViews()).isEqualTo(views);
        assertThat(planned.locked())
                .containsExactlyElementsOf(
                        switch (locks) {
                            case "table" -> List.of(Captured.name("orders"));
                            case "table and shadow" -> List.of(Captured.name("orders"), SHADOW);
                            default -> List.of();
                        });
    }

    @ParameterizedTest
    @EnumSource
    void expressions_mayCallAFunctionThatReadsAView(RelationKind kind) {
        Selection filter = new Selection(List.of(), Map.of(), Optional.of("f(id)"));
        Selection transform = new Selection(List.of(), Map.of(new Identifier("name"), "f(name)"), Optional.empty());
        assertThat(planned(kind, true, filter).mayReadViews()).isTrue();
        assertThat(planned(kind, false, transform).mayReadViews()).isTrue();
    }

    @Test
    void columnsAlone_readNoView() {
        Selection columns = new Selection(List.of(new Identifier("name")), Map.of(), Optional.empty());
        assertThat(planned(RelationKind.TABLE, true, columns).mayReadViews()).isFalse();
    }

    private static Survey.Planned planned(RelationKind kind, boolean triggers, Selection selection) {
        Relation base = relation(kind, "id:integer", "name:text");
        SourceTable source = triggers ? captured(base, unique("id")) : watched(base, unique("id"));
        CaptureSettings settings = new CaptureSettings(Optional.empty(), selection, CaptureMethod.TRIGGERS);
        return Survey.Planned.of(new Entry(source.name(), OnRewrite.FULL, settings), source, Checked.NOTHING);
    }
}
