def through_the_cache(student, dout, x, gamma, beta):
    return student.batch_norm_backward(dout, student.batch_norm_forward(x, gamma, beta)[1])
