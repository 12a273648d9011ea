package io.steward.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processor time as the system counts it. */
final class Cpu {
    /** The kernel's USER_HZ, fixed at 100 on every architecture that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** utime, stime, cutime and cstime of /proc/[pid]/stat, counted from behind the name; see proc(5). */
    private static final int FIRST_TIME = 11;

    private Cpu() {}

    /** Of this process, in nanoseconds. */
    static long ownNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Of a process and its children, those that have ended too, in nanoseconds; 0 where the system does not tell. */
    static long nanos(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> ofOne(process.pid()))
                .sum();
    }

    /** Of the compilers of a Java process, in nanoseconds; 0 for others, and where the system does not tell. */
    static long compilersNanos(long pid) {
        return threadsNanos(pid, "C1 Compiler", "C2 Compiler");
    }

    /** Of those threads of a process whose names begin so, in nanoseconds; the system knows the first 15 letters of a name. */
    static long threadsNanos(long pid, String... names) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.map(Cpu::line)
                            .filter(stat -> Stream.of(names).anyMatch(name -> stat.contains("(" + name)))
                            .mapToLong(Cpu::parseOwn)
                            .sum()
                    * NANOS_PER_TICK;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Empty for a thread that has ended. */
    private static String line(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException ended) {
            return "";
        }
    }

    private static long ofOne(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/stat"))) * NANOS_PER_TICK;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Ticks that a line of /proc/[pid]/stat tells; the name in it may hold blanks and parentheses. */
    static long parse(String stat) {
        return sum(stat, 4);
    }

    /** The same without children: of a thread's line, utime and stime alone are the thread's. */
    static long parseOwn(String stat) {
        return sum(stat, 2);
    }

    private static long sum(String stat, int times) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int index = FIRST_TIME; index < FIRST_TIME + times; index++) {
            ticks += Long.parseLong(fields[index]);
        }
        return ticks;
    }
}
