package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whatever bytes come: every rpc answers or names a status, and none of them is a bug of ours.
class GarbageTest {

    private static final int ROUNDS = 60;

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "x",
                    "\u0000\n",
                    "00000000-0000-0000-0000-00000000000z",
                    "zz000000-0000-0000-0000-000000000000",
                    "{}",
                    "urn:uuid:",
                    "ä".repeat(300),
                    "-1");

    private static final List<Long> NUMBERS =
            List.of(0L, 1L, -1L, 7L, 999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32);

    private final Random random = new Random(20261123);

    @Test
    void garbage_neverBreaksAnRpc() {
        List<BindableService> services = EveryService.all();
        int methods = 0;
        try (var wired = new Wired(services)) {
            for (BindableService service : services) {
                for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
                    methods++;
                    attack(wired, method.getMethodDescriptor());
                }
            }
        }
        assertThat(methods).isEqualTo(22);
    }

    private void attack(Wired wired, MethodDescriptor<?, ?> method) {
        Descriptor request = requestOf(method);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] valid = randomMessage(request, 0).toByteArray();
            EveryService.check(wired, method, valid);
            EveryService.check(
                    wired, method, Arrays.copyOf(valid, random.nextInt(valid.length + 1)));
            EveryService.check(wired, method, changed(valid));
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            EveryService.check(wired, method, noise);
        }
    }

    private static Descriptor requestOf(MethodDescriptor<?, ?> method) {
        if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema) {
            return schema.getMethodDescriptor().getInputType();
        }
        throw new AssertionError("no schema of " + method);
    }

    private byte[] changed(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = 0; changed.length > 0 && i < 3; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    /// A message of this type with any values in some of its fields; every third text is a UUID, so
    /// that what comes behind the identifiers is reached, too.
    private Message randomMessage(Descriptor type, int depth) {
        var message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (depth > 6 || random.nextInt(5) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    message.addRepeatedField(field, randomValue(field, depth));
                }
            } else {
                message.setField(field, randomValue(field, depth));
            }
        }
        return message.build();
    }

    private Object randomValue(FieldDescriptor field, int depth) {
        long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
            case DOUBLE -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : (double) number;
            case BOOLEAN -> random.nextBoolean();
            case STRING ->
                    random.nextInt(3) == 0
                            ? TEXTS.get(random.nextInt(TEXTS.size()))
                            : Examples.uuid(random.nextInt(5)).toString();
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(3) * 8]);
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown((int) number);
            case MESSAGE -> randomMessage(field.getMessageType(), depth + 1);
        };
    }
}
