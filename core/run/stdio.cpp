#include "core/run/stdio.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace assay::run {

Result<PrivateDescriptors> claimStdio()
{
    // 10 and above: out of the way of libraries that assume low numbers
    PrivateDescriptors descriptors{::fcntl(0, F_DUPFD_CLOEXEC, 10), ::fcntl(1, F_DUPFD_CLOEXEC, 10)};
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool moved =
        descriptors.read >= 0 && descriptors.write >= 0 && null >= 0 && ::dup2(null, 0) == 0 && ::dup2(2, 1) == 1;
    if (!moved)
        return failure(ErrorCode::Io,
                       fmt::format("the runner cannot set up its descriptors: {}", std::strerror(errno)));
    ::close(null);
    return descriptors;
}

} // namespace assay::run
