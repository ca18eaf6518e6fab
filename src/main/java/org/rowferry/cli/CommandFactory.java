package org.rowferry.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, and gives the wiring to those that ask for it. */
final class CommandFactory implements IFactory {
    private final Wiring wiring;

    CommandFactory(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Wiring.class) {
                return type.cast(constructor.newInstance(wiring));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
