package io.edgeless.api.rpc;

import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;

/// The lines that functions log, kept in a bounded ring at their node (service Logs of
/// `edgeless.v2`). Every method may throw [RpcException].
public interface Logs {

    LogPage read(LogQuery query);
}
