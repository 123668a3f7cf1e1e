package io.edgeless.dist;

import java.lang.reflect.Proxy;

/// Signals of the operating system, such as `INT` by Ctrl-C. The JDK offers them in a package that
/// the compiler warns of and that a JVM may leave out, hence by reflection; shutdown hooks do not
/// know which signal it was, and do not see a second one.
final class Signals {

    private Signals() {}

    /// From now on runs the handler at each such signal, on a thread of the JVM that must not be
    /// held up.
    ///
    /// @return false when this JVM does not let one
    static boolean handle(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {type},
                            (self, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            handler.run();
                                            yield null;
                                        }
                                        case "equals" ->
                                                System.identityHashCode(self)
                                                        == System.identityHashCode(arguments[0]);
                                        case "hashCode" -> System.identityHashCode(self);
                                        default -> name;
                                    });
            signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            // Also when the JVM was told to leave this signal alone, or there is none of this name.
            return false;
        }
    }
}
