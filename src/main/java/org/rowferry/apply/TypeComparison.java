package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Attribute;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;
import org.rowferry.schema.NamedType.Labels;
import org.rowferry.schema.NamedType.Multirange;
import org.rowferry.schema.NamedType.Range;

/**
 * Compares types that arrive with those of the target as {@link TypeFit} does, and those that somebody made down to what
 * they are made of: the same name may be another type's here. One that arrives without its definition is known by its name.
 */
public final class TypeComparison {
    private static final Optional<Misfit> FITS = Optional.empty();
    private static final Optional<Misfit> OTHER = Optional.of(new Misfit("", List.of()));

    private final Map<String, NamedType> arriving;
    private final Map<String, NamedType> own;
    private final Map<List<String>, Optional<Misfit>> known = new HashMap<>();

    /** Compares by what the types are made of on either side. */
    public TypeComparison(Collection<NamedType> arriving, Collection<NamedType> own) {
        this.arriving = byName(arriving);
        this.own = byName(own);
    }

    private static Map<String, NamedType> byName(Collection<NamedType> types) {
        return types.stream().collect(Collectors.toMap(NamedType::name, Function.identity()));
    }

    /**
     * Why values of a type would not be the same ones here.
     *
     * @param words which type of the same name is another one; empty where the names differ
     * @param types those of the target that have to be made again, each made of the next one
     */
    public record Misfit(String words, List<String> types) {
        public Misfit {
            types = List.copyOf(types);
        }

        private Misfit within(NamedType there, NamedType here) {
            List<String> all = new ArrayList<>(List.of(here.name()));
            all.addAll(types);
            String differ = "the type " + here.name() + " is " + here.definition() + " here and " + there.definition()
                    + " on the source";
            return new Misfit(words.isEmpty() ? differ : words, all);
        }
    }

    /** Returns why a type does not fit one of the target's; nothing where every value is the same one in both. */
    public Optional<Misfit> misfit(String source, String target) {
        List<String> pair = List.of(source, target);
        Optional<Misfit> found = known.get(pair);
        if (found == null) {
            // No type is made of itself, but a forged one.
            known.put(pair, OTHER);
            found = compare(source, target);
            known.put(pair, found);
        }
        return found;
    }

    private Optional<Misfit> compare(String source, String target) {
        if (isArray(source) && isArray(target)) {
            return compareElements(element(source), element(target));
        }
        NamedType there = arriving.get(source);
        NamedType here = own.get(target);
        if (!source.equals(target)) {
            return compare(source, there, target, here);
        }
        if (there == null || here == null) {
            return there == null ? FITS : OTHER;
        }
        return compare(source, there, target, here).map(found -> found.within(there, here));
    }

    private Optional<Misfit> compare(
            String source, @Nullable NamedType there, String target, @Nullable NamedType here) {
        if (there instanceof Domain domain) {
            return misfit(domain.base(), here instanceof Domain other ? other.base() : target);
        }
        if (here instanceof Domain domain) {
            return misfit(source, domain.base());
        }
        boolean fits = (there == null && here == null) ? TypeFit.fits(source, target) : TypeFit.takesAnyText(target);
        return fits || there == null || here == null ? fitting(fits) : compare(there, here);
    }

    private static Optional<Misfit> fitting(boolean fits) {
        return fits ? FITS : OTHER;
    }

    /**
     * An enum takes each label that it has, and refuses the others when they come. Ranges depend on the order of what
     * they are of, which no text has.
     */
    private Optional<Misfit> compare(NamedType there, NamedType here) {
        if (!there.name().equals(here.name())) {
            return OTHER;
        }
        if (there instanceof Composite composite && here instanceof Composite other) {
            return compare(composite.attributes(), other.attributes());
        }
        if (there instanceof Range range && here instanceof Range other) {
            return misordered(bottom(range.subtype(), arriving), bottom(other.subtype(), own))
                    .or(() -> misfit(range.subtype(), other.subtype()));
        }
        if (there instanceof Multirange multirange && here instanceof Multirange other) {
            return misfit(multirange.range(), other.range());
        }
        return fitting(there instanceof Labels && here instanceof Labels);
    }

    private Optional<Misfit> compare(List<Attribute> there, List<Attribute> here) {
        boolean sameNames = there.stream()
                .map(Attribute::name)
                .toList()
                .equals(here.stream().map(Attribute::name).toList());
        if (!sameNames) {
            return OTHER;
        }
        return IntStream.range(0, there.size())
                .mapToObj(i -> misfit(there.get(i).type(), here.get(i).type()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Misfit> misordered(String source, String target) {
        if (arriving.get(source) instanceof Labels there && own.get(target) instanceof Labels here) {
            List<String> shared = new ArrayList<>(there.labels());
            shared.retainAll(here.labels());
            List<String> inOrderHere = new ArrayList<>(here.labels());
            inOrderHere.retainAll(shared);
            return shared.equals(inOrderHere) ? FITS : OTHER.map(other -> other.within(there, here));
        }
        return fitting(source.equals(target) || !TypeFit.takesAnyText(target));
    }

    /** Types that come with the server, and those that are made by SQL, have their elements parted by commas, but {@code box}. */
    private Optional<Misfit> compareElements(String source, String target) {
        String bottom = bottom(source, arriving);
        boolean partedByCommas = arriving.containsKey(bottom) || (bottom.indexOf('.') < 0 && !bottom.equals("box"));
        return partedByCommas || !TypeFit.takesAnyText(bottom(target, own)) ? misfit(source, target) : OTHER;
    }

    /** Returns what arrives of a type that the server brings itself, below all domains; nothing of one that somebody made. */
    Optional<String> packaged(String source) {
        String bottom = bottom(source, arriving);
        return isArray(bottom)
                ? packaged(element(bottom)).filter(type -> !isArray(type)).map(type -> type + "[]")
                : Optional.of(bottom).filter(type -> type.indexOf('.') < 0);
    }

    private static String bottom(String type, Map<String, NamedType> types) {
        String bottom = type;
        for (int depth = 0; depth < types.size() && types.get(bottom) instanceof Domain domain; depth++) {
            bottom = domain.base();
        }
        return bottom;
    }

    private static boolean isArray(String type) {
        return type.endsWith("[]");
    }

    private static String element(String array) {
        return array.substring(0, array.length() - 2);
    }
}
