package org.rowferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Links the lambdas of a class without running its code, as the JVM does when it reaches each of them: an archive of classes
 * has the class of a lambda only if it was linked, once for each place in the code.
 */
final class LambdaLinks extends ClassVisitor {
    private static final int API = Opcodes.ASM9;
    private static final String METAFACTORY = Type.getInternalName(LambdaMetafactory.class);

    private final Class<?> caller;
    private final Lookup lookup;

    private LambdaLinks(Class<?> caller, Lookup lookup) {
        super(API);
        this.caller = caller;
        this.lookup = lookup;
    }

    /** Links what it can: a lambda that refers to a class which is not there is never reached either. */
    static void link(Class<?> caller) throws IOException {
        try (InputStream file = caller.getResourceAsStream("/" + Type.getInternalName(caller) + ".class")) {
            Lookup lookup = MethodHandles.privateLookupIn(caller, MethodHandles.lookup());
            new ClassReader(file)
                    .accept(new LambdaLinks(caller, lookup), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IllegalAccessException e) {
            throw new LinkageError("cannot look into a class of this module", e);
        }
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
        return new MethodVisitor(API) {
            @Override
            public void visitInvokeDynamicInsn(String called, String site, Handle bootstrap, Object... arguments) {
                if (bootstrap.getOwner().equals(METAFACTORY)
                        && bootstrap.getName().equals("metafactory")) {
                    link(called, site, (Type) arguments[0], (Handle) arguments[1], (Type) arguments[2]);
                }
            }
        };
    }

    private void link(String called, String site, Type erased, Handle body, Type instantiated) {
        try {
            LambdaMetafactory.metafactory(
                    lookup,
                    called,
                    type(site),
                    type(erased.getDescriptor()),
                    body(body),
                    type(instantiated.getDescriptor()));
        } catch (ReflectiveOperationException | LambdaConversionException | TypeNotPresentException | LinkageError e) {
            return;
        }
    }

    private MethodHandle body(Handle body) throws ReflectiveOperationException {
        Class<?> owner = Class.forName(body.getOwner().replace('/', '.'), false, caller.getClassLoader());
        MethodType type = type(body.getDesc());
        return switch (body.getTag()) {
            case Opcodes.H_INVOKESTATIC -> lookup.findStatic(owner, body.getName(), type);
            case Opcodes.H_INVOKESPECIAL -> lookup.findSpecial(owner, body.getName(), type, caller);
            case Opcodes.H_NEWINVOKESPECIAL -> lookup.findConstructor(owner, type);
            default -> lookup.findVirtual(owner, body.getName(), type);
        };
    }

    private MethodType type(String descriptor) {
        return MethodType.fromMethodDescriptorString(descriptor, caller.getClassLoader());
    }
}
