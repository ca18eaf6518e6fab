package org.rowferry.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a table's partitions that no trigger saw.
 *
 * @param arrived the oids of partitions whose rows are to be shipped, whatever was captured of them
 * @param rowsMayHaveGone rows may have gone with a partition, or with a truncation of one
 */
public record PartitionDrift(List<Long> arrived, boolean rowsMayHaveGone) {
    public static final PartitionDrift NONE = new PartitionDrift(List.of(), false);

    public PartitionDrift {
        arrived = List.copyOf(arrived);
    }

    /**
     * Compares a table's partitions with those that it had.
     *
     * @param rewritesMatter a partition that was rewritten is to be shipped; it looks like one that was truncated
     */
    public static PartitionDrift between(List<Partition> before, List<Partition> now, boolean rewritesMatter) {
        Map<Long, Partition> left = new HashMap<>();
        before.forEach(partition -> left.put(partition.oid(), partition));
        List<Long> arrived = new ArrayList<>();
        boolean gone = false;
        for (Partition partition : now) {
            Partition earlier = left.remove(partition.oid());
            if (isNew(partition, earlier)) {
                gone |= earlier != null;
                arrived.add(partition.oid());
            } else if (earlier != null && earlier.fileNode() != partition.fileNode()) {
                gone = true;
                if (rewritesMatter) {
                    arrived.add(partition.oid());
                }
            }
        }
        return new PartitionDrift(arrived, gone || !left.isEmpty());
    }

    private static boolean isNew(Partition partition, @Nullable Partition earlier) {
        return earlier == null || !earlier.triggers().equals(partition.triggers());
    }

    public boolean isNone() {
        return arrived.isEmpty() && !rowsMayHaveGone;
    }
}
